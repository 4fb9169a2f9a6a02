// What is decided from the queue, each on what the person looked at.
import { useState } from 'react';
import { decided, settle, useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { QueueRow } from '../../api/generated/QueueRow';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { CHANGED } from '../../components';
import { addressed } from '../../lib/desk';
import type { Nav } from '../../lib/nav';
import { count } from '../../lib/words';

export function useDecisions(nav: Nav) {
  const [undo, setUndo] = useState<string[]>([]);
  const [changed, setChanged] = useState<RefusedLine[]>([]);
  const { busy, blocked, decide } = useDecide(nav);

  /** Rows as they were shown, or as they were when they were selected. */
  const approve = (rows: QueueRow[], then: () => void) =>
    decide(async () => {
      if (rows.length === 0) return;
      const done = await api.approve({ seen: rows.map((row) => [addressed(row), row.assessment]) });
      setUndo(done.approved);
      setChanged(done.refused.filter((r) => r.code === CHANGED));
      then();
      nav.tell(decided(`${count(done.approved.length, 'load')} approved`, done.refused));
    });
  const takeBack = () =>
    decide(async () => {
      if (undo.length === 0) return;
      const taken: string[] = [];
      const refused: RefusedLine[] = [];
      const notes: string[] = [];
      try {
        for (const load of undo) {
          const done = await api.withdraw({ load, reason: 'undone at the desk' });
          taken.push(...done.done);
          refused.push(...done.refused);
          notes.push(...done.notes);
        }
      } finally {
        setUndo(undo.filter((load) => !taken.includes(load)));
        const title = `Approval of ${count(taken.length, 'load')} taken back`;
        nav.tell(decided(title, refused, taken.length > 0, notes));
      }
    });
  const hold = (load: string, shown: string, reason: string) =>
    decide(async () => {
      const done = await api.hold({ load, reason });
      nav.tell(decided(`${shown} held: ${reason}`, done.refused, done.done.length > 0, done.notes));
    });
  const fate = (invoice: string, billAgain: boolean, reason: string) =>
    decide(() => settle(nav, invoice, billAgain, reason));

  return { undo, changed, looked: () => setChanged([]), busy, blocked, approve, takeBack, hold, fate };
}
