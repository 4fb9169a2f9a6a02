// What a form is that says something of a load: its fields, where a refusal belongs, and the command that it ends in.
import type { Decisions } from '../../../api/generated/Decisions';
import type { DeskLine } from '../../../api/generated/DeskLine';
import type { DeskWords } from '../../../api/generated/DeskWords';
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';

export type Answers = Record<string, string>;
export type Option = { value: string; label: string; group?: string };

export type Field = {
  name: string;
  label: string;
  /** `pick`: one of a list; `one`: one of few, all in sight; `ticks`: any of few, kept as words; `file`: the shell asks for it. */
  as?: 'text' | 'pick' | 'one' | 'ticks' | 'file';
  options?: Option[];
  /** Below the field: what stands, by which clock, like what. */
  hint?: string;
  example?: string;
  suggest?: string[];
  optional?: boolean;
  /** A line of its own: an amount is never cut. */
  wide?: boolean;
  /** Of ticks: the one that stands alone. */
  alone?: string;
};

/** What a form is about. */
export type Of = {
  /** As the load is asked for. */
  load: string;
  detail: LoadDetail;
  today: string;
  customers: string[];
  /** The words that a form picks from. */
  words: DeskWords;
  hold?: HoldLine;
  entry?: DeskLine;
};

export type Refusal = { code: string; message: string };

export type Form = {
  title: string;
  text?: string;
  button: string;
  initial: Answers;
  fields: (answers: Answers) => Field[];
  /** The field that a refusal is about; none where it is about the load. */
  at?: (refusal: Refusal) => string | undefined;
  /** `seen` is the load as it was looked at. */
  does: (answers: Answers, seen: string) => Promise<Decisions>;
  /** What is told when it is done. */
  told: (answers: Answers) => string;
};

export type Said =
  | 'set'
  | 'attest'
  | 'attach'
  | 'waive'
  | 'accept'
  | 'approved'
  | 'adjust'
  | 'answer'
  | 'dismiss'
  | 'reopen'
  | 'takeBack'
  | 'map'
  | 'release';

/** The last question of every form. */
export const BECAUSE: Field = { name: 'because', label: 'Reason, for the book' };
/** The same where the company has a list: more may stand behind a colon. */
export const because = (listed: string[]): Field =>
  listed.length > 0 ? { ...BECAUSE, suggest: listed, hint: `One of: ${listed.join(', ')}.` } : BECAUSE;
export const FROM: Field = { name: 'from', label: 'Who told it, and how', optional: true, example: 'J. Smith, phone' };

/** A text that was given, or nothing. */
export const given = (text: string | undefined) => text?.trim() || null;

/** A stop that was picked, or none. */
export const stopOf = (text: string | undefined) => (given(text) ? Number(text) : null);

export function stops({ stops: all }: LoadDetail): Option[] {
  return all.map((stop) => ({ value: String(stop.seq), label: stop.label }));
}

/** By whose clock times of a stop are said. */
export function clock({ stops: all }: LoadDetail, stop: number | null): string {
  const of = all.find((one) => one.seq === stop);
  return of ? `by the clock of stop ${of.seq} (${of.zone})` : 'by the clock of its stop';
}

/** An example of a time, on a day on which the truck was there. */
export function exampleTime({ stops: all }: LoadDetail, stop: number | null, today: string): string {
  const of = all.find((one) => one.seq === stop);
  return `${(of?.arrived ?? of?.departed ?? today).slice(0, 10)} 08:00`;
}
