// A decision at the desk: one at a time, told in the inbox whatever comes of it.
import { useState } from 'react';
import { seenWords } from '../lib/desk';
import type { Nav, Told } from '../lib/nav';
import { count } from '../lib/words';
import { api } from './generated/commands';
import type { RefusedLine } from './generated/RefusedLine';
import { asError } from './invoke';
import { together, useBlocked } from './query';

/** What was decided, with the loads for which it was refused and what to do about each, and what it did beside. */
export function decided(title: string, refused: RefusedLine[], any = true, notes: string[] = []): Told {
  const lines = refused.map((r) => ({ code: r.code, text: seenWords(r.message), next: r.next_step, load: r.load }));
  const beside = notes.map((text) => ({ text }));
  return { title: any ? title : 'Not done', good: lines.length === 0, lines: [...lines, ...beside] };
}

/** What became of an invoice that was cancelled at the ERP, told. */
export async function settle(nav: Nav, invoice: string, billAgain: boolean, reason: string): Promise<void> {
  const { loads } = await api.cancelled({ invoice, bill_again: billAgain, reason });
  const them = loads.length === 1 ? 'its load' : `its ${count(loads.length, 'load')}`;
  nav.tell({
    title: billAgain ? `${invoice}: ${them} can be billed again` : `${invoice} is closed`,
    good: true,
    lines: [{ text: billAgain ? `Approve ${loads.join(', ')} anew.` : `${loads.join(', ')} is not billed again.` }],
  });
}

/** Decides one thing at a time, and nothing where the book is not the latest: that is told instead. */
export function useDecide(nav: Nav): {
  busy: boolean;
  blocked: string | null;
  decide: (what: () => Promise<void>) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const blocked = useBlocked();
  const decide = async (what: () => Promise<void>) => {
    if (busy) return;
    if (blocked) {
      nav.tell({ title: 'Not done', good: false, lines: [{ text: blocked }] });
      return;
    }
    setBusy(true);
    try {
      await together(what);
    } catch (why) {
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'Not done', good: false, lines: [{ code, text: message, next: next_step }] });
    } finally {
      setBusy(false);
    }
  };
  return { busy, blocked, decide };
}
