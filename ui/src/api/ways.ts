// How each kind of decision is taken back, and done once more.
import type { QueryClient } from '@tanstack/react-query';
import { api } from './generated/commands';
import type { Decisions } from './generated/Decisions';
import type { LoadDetail } from './generated/LoadDetail';
import type { QuarantineCleared } from './generated/QuarantineCleared';
import type { RefusedLine } from './generated/RefusedLine';
import { question } from './query';

/** For the book. */
const UNDONE = 'undone at the desk';
const AGAIN = 'decided once more at the desk';

type Ask = Record<string, unknown>;
/** How a load stood before something was decided: what was seen of it, why somebody held it, what was said of it. */
export type Before = { seen?: string; held?: string; said?: number[] } | undefined;
/** A decision, as it was asked. */
export type Step = { name: Name; ask: Ask; loads: string[]; before?: Before };
type Turned = { done: string[]; refused: RefusedLine[]; notes: string[] };
type Way = { says: string; undo: (step: Step) => Promise<Turned>; redo: (step: Step) => Promise<Turned> };

const SAID = ['set', 'attest', 'attach', 'waive', 'accept', 'approved_by_customer', 'answer'] as const;
export type Name =
  | 'approve'
  | 'withdraw'
  | 'hold'
  | 'release'
  | 'adjust'
  | 'dismiss'
  | 'quarantine_clear'
  | (typeof SAID)[number];

const of = (step: Step) => step.ask.load as string;

/** Refused here, where the book would say yes to something else than what is meant. */
function not(load: string, message: string, next_step: string): Turned {
  return { done: [], refused: [{ load, code: '', message, next_step }], notes: [] };
}

function all(parts: Turned[]): Turned {
  return {
    done: parts.flatMap((one) => one.done),
    refused: parts.flatMap((one) => one.refused),
    notes: parts.flatMap((one) => one.notes),
  };
}

async function withdrawn(loads: string[], reason: string): Promise<Turned> {
  const parts: Turned[] = [];
  for (const load of loads) parts.push(await api.withdraw({ load, reason }));
  return all(parts);
}

async function approved(seen: [string, string][]): Promise<Turned> {
  const done = await api.approve({ seen });
  return { done: done.approved, refused: done.refused, notes: [] };
}

/** Each load as it was seen when it was approved. */
function seenOf(step: Step): [string, string][] {
  const seen = step.ask.seen as [string, string][];
  return seen.filter(([load]) => step.loads.some((one) => load === one || load.endsWith(`/${one}`)));
}

/** Ends a hold of somebody's, where it is still the one that is meant. */
async function unheld(step: Step): Promise<Turned> {
  const { decisions } = await api.show({ load: of(step) });
  const last = decisions
    .filter((one) => ['held', 'released'].includes(one.kind))
    .sort((a, b) => a.seq - b.seq)
    .at(-1);
  if (last?.kind !== 'held' || !last.text.includes(step.ask.reason as string)) {
    return not(of(step), `${of(step)} is not held by this any more`, 'Open it: it says what holds it now.');
  }
  return api.release({ load: of(step), reason: UNDONE });
}

async function adjusted(step: Step, back: boolean, reason: string): Promise<Turned> {
  const { load, code, amount } = step.ask as { load: string; code: string; amount: string };
  const plain = amount.trim();
  const other = plain.startsWith('-') ? plain.slice(1) : `-${plain.replace(/^\+/, '')}`;
  return api.adjust({ load, code, amount: back ? other : amount, reason });
}

/** Takes back what was said of a load: its entry is the newest that was not there before. */
async function unsaid(step: Step): Promise<Turned> {
  const { desk } = await api.show({ load: of(step) });
  const before = step.before?.said;
  const entry = Math.max(...desk.map((said) => said.entry).filter((one) => before && !before.includes(one)));
  if (!Number.isFinite(entry)) {
    return not(of(step), `What was said of ${of(step)} does not stand any more`, 'There is nothing to take back.');
  }
  return api.takeBack({ load: of(step), entry, because: UNDONE, seen: null });
}

async function reopened({ items }: { items: string[] }, again: boolean): Promise<Turned> {
  const told = again
    ? await api.quarantineClear({ items, because: AGAIN })
    : await api.quarantineReopen({ items, because: UNDONE });
  return { done: items, refused: [], notes: (told as QuarantineCleared & { notes?: string[] }).notes ?? [] };
}

/** Asks the same once more. */
async function sameAgain(step: Step): Promise<Turned> {
  const command = Object.values(api).find((one) => one.declared.name === step.name);
  return (command as unknown as (ask: Ask) => Promise<Decisions>)(step.ask);
}

const said = (says: string): Way => ({ says, undo: unsaid, redo: sameAgain });

export const WAYS: Record<Name, Way> = {
  approve: {
    says: 'approval',
    undo: (step) => withdrawn(step.loads, UNDONE),
    redo: (step) => approved(seenOf(step)),
  },
  withdraw: {
    says: 'taking back',
    undo: (step) => approved([[of(step), step.before?.seen ?? '']]),
    redo: (step) => withdrawn([of(step)], AGAIN),
  },
  hold: { says: 'hold', undo: unheld, redo: sameAgain },
  release: {
    says: 'release',
    undo: (step) => api.hold({ load: of(step), reason: step.before?.held ?? UNDONE }),
    redo: (step) => api.release({ load: of(step), reason: AGAIN }),
  },
  adjust: {
    says: 'adjustment',
    undo: (step) => adjusted(step, true, UNDONE),
    redo: (step) => adjusted(step, false, step.ask.reason as string),
  },
  dismiss: {
    says: 'dismissal',
    undo: (step) => api.reopen({ load: of(step), because: UNDONE, seen: null }),
    redo: sameAgain,
  },
  quarantine_clear: {
    says: 'clearing',
    undo: (step) => reopened(step.ask as { items: string[] }, false),
    redo: (step) => reopened(step.ask as { items: string[] }, true),
  },
  set: said('what was set'),
  attest: said('attestation'),
  // The file that was picked is nobody's to pick once more but the person's.
  attach: {
    says: 'attachment',
    undo: unsaid,
    redo: async (step) => not(of(step), 'The file has to be picked once more', 'Attach it on the page of the load.'),
  },
  waive: said('waiver'),
  accept: said('acceptance'),
  approved_by_customer: said('customer’s approval'),
  answer: said('answer'),
};

/** How a load stood, as far as a screen has asked; and as what it was approved. */
export function stoodBefore(queries: QueryClient, steps: Step[], name: string, ask: Ask): Before {
  if (typeof ask?.load !== 'string' || !(name in WAYS)) return undefined;
  const known = queries.getQueryData<LoadDetail>(question(api.show, { load: ask.load }).queryKey);
  const approval = [...steps]
    .reverse()
    .find((one) => one.name === 'approve' && one.loads.some((load) => same(load, ask.load as string)));
  const seen = approval && seenOf(approval).find(([load]) => same(load, ask.load as string))?.[1];
  const held = known?.decisions
    .filter((one) => one.kind === 'held')
    .sort((a, b) => a.seq - b.seq)
    .at(-1);
  const holds = known?.holds.some((hold) => hold.code === 'ON_HOLD');
  return {
    seen: seen ?? (known && !known.stale ? known.assessment : undefined),
    held: holds ? held?.text.replace(/^held: /, '') : undefined,
    said: known?.desk.map((one) => one.entry),
  };
}

/** The same load, by its number or by source and number. */
function same(one: string, other: string): boolean {
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}

/** The step that this was; nothing for what the desk cannot take back, or what was refused. */
export function stepOf(name: string, ask: Ask, answer: unknown, before: Before): Step | null {
  if (!(name in WAYS)) return null;
  const told = answer as Partial<Decisions & { approved: string[] }>;
  const loads = name === 'quarantine_clear' ? (ask.items as string[]) : (told.approved ?? told.done ?? []);
  if (loads.length === 0) return null;
  if (name === 'withdraw' && !before?.seen) return null;
  // Only a hold of a person can be put back: what a release answered stands in the book.
  if (name === 'release' && !before?.held) return null;
  return { name: name as Name, ask, loads, before };
}
