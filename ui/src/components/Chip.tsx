import { plain } from '../lib/words';

const TONES: Record<string, string> = {
  ready: 'good',
  approved: 'good',
  posted: 'done',
  queued: 'busy',
  sending: 'busy',
  in_doubt: 'bad',
  needs_person: 'bad',
  rejected: 'bad',
  held: 'warn',
  draft: 'plain',
  voiding: 'warn',
  cancelled: 'bad',
  voided: 'plain',
};

/** A state, in words and in colour. */
export function StateChip({ state }: { state: string }) {
  return <span className={`chip tone-${TONES[state] ?? 'plain'}`}>{plain(state)}</span>;
}

/** A hold's code as a person says it; the whole reason stands in its title. */
export function HoldChip({ code, title }: { code: string; title: string }) {
  return (
    <span className="chip tone-hold" title={title}>
      {plain(code)}
    </span>
  );
}
