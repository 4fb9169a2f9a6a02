// A decision at the desk: one at a time, told in the inbox whatever comes of it, and everything read before it is stale.
import { useState } from 'react';
import type { Nav, Told } from '../lib/nav';
import type { RefusedLine } from './generated/RefusedLine';
import { asError } from './invoke';
import { useStale } from './query';

/** What was decided, with the loads for which it was refused and what to do about each. */
export function decided(title: string, refused: RefusedLine[], any = true): Told {
  const lines = refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step, load: r.load }));
  return { title: any ? title : 'Not done', good: lines.length === 0, lines };
}

export function useDecide(nav: Nav): [boolean, (what: () => Promise<void>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const stale = useStale();
  const decide = async (what: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    try {
      await what();
    } catch (why) {
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'Not done', good: false, lines: [{ code, text: message, next: next_step }] });
    } finally {
      setBusy(false);
      await stale();
    }
  };
  return [busy, decide];
}
