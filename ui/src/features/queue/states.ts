import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueSummary } from '../../api/generated/QueueSummary';

const ORDER = [
  'held',
  'ready',
  'rejected',
  'in_doubt',
  'approved',
  'queued',
  'in_transit',
  'posted',
  'billed_elsewhere',
  'not_billable',
];

/** The states that have a tab: those with loads, and the one that is looked at. */
export function shownStates(summary: QueueSummary | undefined, ask: QueueAsk): string[] {
  return ORDER.filter((state) => (summary?.states[state] ?? 0) > 0 || ask.state === state);
}

/** Only this state; pressed once more, all of them. */
export function toState(ask: QueueAsk, state: string): Partial<QueueAsk> {
  return { state: ask.state === state ? null : state, hold: null, differing: false };
}
