import type { DifferenceLine } from '../api/generated/DifferenceLine';
import { grouped } from './money';

const WAYS: Record<string, string> = {
  rejected: 'Mend the reason, then retry it: the number stays. Or hold the load, and the invoice is voided.',
  sending: 'It is being sent. Where no push runs any more, the next push or reconcile asks the ERP.',
  in_doubt: 'The next push or reconcile asks the ERP, and what it has decides. Nothing is sent twice.',
  needs_person: 'Look the number up at the ERP, then retry it: what the ERP has decides.',
  voiding: 'It is being taken back: the next push or reconcile asks the ERP, and its loads wait until then.',
  cancelled: 'Say what becomes of it: bill its loads again, or close it. They are held until then.',
};

/** What can be done about an invoice that does not go on by itself; nothing for one that does. */
export function ways(state: string): string | null {
  return WAYS[state] ?? null;
}

/** An invoice that waits for the ERP's answer, and not for a person. */
export function asksErp(state: string): boolean {
  return ['sending', 'in_doubt', 'voiding'].includes(state);
}

/** One that a person may let go on. */
export function retriable(state: string): boolean {
  return ['rejected', 'needs_person'].includes(state);
}

/** Which way a posted load differs from what is due now. */
export function differs({ amount }: DifferenceLine): { text: string; tone: 'warn' | 'bad' } {
  if (/^-?0(\.0+)?$/.test(amount)) return { text: 'Lines changed', tone: 'warn' };
  if (amount.startsWith('-')) return { text: `Billed too much: ${grouped(amount.slice(1))}`, tone: 'bad' };
  return { text: `Earned more: ${grouped(amount)}`, tone: 'warn' };
}
