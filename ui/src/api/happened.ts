// What was done while nobody asked for it: the inbox has what it did to approvals and invoices, and what is amiss, once.
import { useEffect } from 'react';
import type { Nav, Told } from '../lib/nav';
import { count } from '../lib/words';
import { type Happened, shell } from './shell';

/** What of it is worth telling; nothing where loads came and no more. */
export function toldHappened({ read, assessed, lapsed, voided, new: amiss }: Happened): Told | null {
  const lines = [
    ...amiss.map(({ of, error }) => ({ code: error.code, text: `${of}: ${error.message}`, next: error.next_step })),
    ...lapsed.map((l) => ({ text: `The approval of ${l.load} lapsed: ${l.difference}`, load: l.load })),
    ...voided.map((text) => ({ text })),
  ];
  if (lines.length === 0) return null;
  const title =
    amiss.length > 0 ? 'Something is amiss' : `${count(read, 'row')} read, ${count(assessed, 'load')} assessed`;
  return { title, good: false, lines };
}

/** Hears what happens for as long as the desk is open. */
export function useHappened(tell: Nav['tell']) {
  useEffect(() => {
    const heard = (happened: Happened) => {
      const told = toldHappened(happened);
      if (told) tell(told);
    };
    // A shell that tells nothing is asked as before.
    shell.happened(heard).catch(() => undefined);
  }, [tell]);
}
