// A sync can be asked for wherever loads wait for one. What it did to approvals and invoices is told, each of it.
import { useState } from 'react';
import { grouped } from '../lib/money';
import type { Nav, Told } from '../lib/nav';
import { count } from '../lib/words';
import { api } from './generated/commands';
import type { DifferenceTold } from './generated/DifferenceTold';
import type { SyncReport } from './generated/SyncReport';
import { asError } from './invoke';
import { together } from './query';
import { useWork, working } from './work';

type Lines = NonNullable<Told['lines']>;

/** `L-1 differs from A-1-G1, earned 12.00 USD more: …` */
export function differing(told: DifferenceTold): string {
  const amount = told.amount ?? '0';
  const money = `${grouped(amount.replace('-', ''))} ${told.currency ?? ''}`.trim();
  const way = /^-?0(\.0+)?$/.test(amount)
    ? ''
    : amount.startsWith('-')
      ? `, ${money} too much`
      : `, ${money} too little`;
  return `${told.load} was billed by ${told.invoice}${way}: ${told.difference}`;
}

function lines(done: SyncReport): Lines {
  const failed = done.sources.flatMap((s) => (s.error ? [{ name: s.name, ...s.error }] : []));
  const book = {
    text: `The book does not hold: ${done.book}`,
    next: 'Nothing is sent from it. `linehaul audit verify` tells more.',
  };
  const left = {
    text: `${count(done.left, 'load')} still to be assessed`,
    next: 'Sync again: it goes on where it stopped.',
  };
  const some = done.waiting.slice(0, 5).join(', ');
  const early = { text: `${count(done.waiting.length, 'load')} known only by stops or events so far: ${some}` };
  return [
    ...(done.book ? [book] : []),
    ...failed.map((e) => ({ code: e.code, text: `${e.name}: ${e.message}`, next: e.next_step })),
    ...done.lapsed.map((l) => ({ text: `The approval of ${l.load} lapsed: ${l.difference}`, load: l.load })),
    ...done.voided.map((text) => ({ text })),
    ...done.differing.map((d) => ({ text: differing(d), load: d.load })),
    ...(done.left > 0 ? [left] : []),
    ...(done.waiting.length > 0 ? [early] : []),
  ];
}

/** A sync, as the inbox tells it. */
export function toldSync(done: SyncReport): Told {
  const read = done.sources.reduce((n, s) => n + s.read, 0);
  const bad = done.quarantined;
  const all = lines(done);
  const harmless = done.waiting.length > 0 ? 1 : 0;
  return {
    title: `Sync: ${count(read, 'row')} read, ${count(done.assessed, 'load')} assessed, ${bad} quarantined`,
    good: bad === 0 && all.length === harmless,
    lines: all,
  };
}

/** Syncs, unless other long work runs; the report of the last one. */
export function useSync(nav: Nav): { report: SyncReport | null; busy: boolean; sync: () => Promise<void> } {
  const [report, setReport] = useState<SyncReport | null>(null);
  const work = useWork();
  const sync = async () => {
    if (work) return;
    try {
      await together(async () => {
        const done = await working('sync', null, (told) => api.sync({}, told));
        setReport(done);
        nav.tell(toldSync(done));
      });
    } catch (why) {
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'The sync did not run', good: false, lines: [{ code, text: message, next: next_step }] });
    }
  };
  return { report, busy: work !== null, sync };
}
