// What is decided from the queue, each on what the person looked at.
import { useRef, useState } from 'react';
import { decided, settle, useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { QueueRow } from '../../api/generated/QueueRow';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { CHANGED } from '../../components';
import { addressed } from '../../lib/desk';
import type { Nav } from '../../lib/nav';
import { named } from '../../lib/words';

/** Only what is ready is approved; everything else has something to be ended first, or is decided already. */
export const isReady = (row: QueueRow) => row.state === 'ready';

export function useDecisions(nav: Nav, rowsOf: number) {
  const [changed, setChanged] = useState<RefusedLine[]>([]);
  const { busy, blocked, decide } = useDecide(nav);
  /** What was approved here, and when: a key on it does nothing, also before its row was asked again (`rowsOf`: when that was). */
  const settled = useRef(new Map<string, number>());
  const isSettled = (row: QueueRow) => (settled.current.get(addressed(row)) ?? -1) >= rowsOf;

  /** Rows as they were shown, or as they were when they were selected. */
  const approve = (rows: QueueRow[], then: (rows: QueueRow[]) => void) =>
    decide(async () => {
      const fit = rows.filter((row) => isReady(row) && !isSettled(row));
      if (fit.length === 0) return;
      const done = await api.approve({ seen: fit.map((row) => [addressed(row), row.assessment]) });
      const refused = done.refused.map((one) => one.load);
      const gone = fit.filter((row) => !refused.includes(row.load) && !refused.includes(addressed(row)));
      for (const row of gone) settled.current.set(addressed(row), Date.now());
      setChanged(done.refused.filter((r) => r.code === CHANGED));
      then(gone);
      nav.tell(decided(`${named(done.approved)} approved`, done.refused, done.approved.length > 0));
    });
  const hold = (load: string, shown: string, reason: string) =>
    decide(async () => {
      const done = await api.hold({ load, reason });
      nav.tell(decided(`${shown} held: ${reason}`, done.refused, done.done.length > 0, done.notes));
    });
  const fate = (invoice: string, billAgain: boolean, reason: string) =>
    decide(() => settle(nav, invoice, billAgain, reason));
  return { changed, looked: () => setChanged([]), busy, blocked, isSettled, approve, hold, fate };
}
