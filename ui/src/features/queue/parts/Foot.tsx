import type { QueueRow } from '../../../api/generated/QueueRow';
import { useUndo } from '../../../api/undo';
import { WAYS } from '../../../api/ways';
import { Act, Key } from '../../../components';
import { byCurrency, grouped } from '../../../lib/money';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';
import { isReady } from '../decisions';

/** How many there are, what is selected and its sum, and what can be decided about it. */
export function Foot({
  total,
  said,
  chosen,
  row,
  nav,
  busy,
  blocked,
  onHold,
  onApprove,
  onApproveAll,
}: {
  total: number;
  /** What was done here, or why nothing was: nothing that has to be kept. */
  said: string;
  chosen: QueueRow[];
  row: QueueRow | undefined;
  nav: Nav;
  busy: boolean;
  blocked: string | null;
  onHold: (row: QueueRow) => void;
  onApprove: () => void;
  onApproveAll: () => void;
}) {
  const sums = byCurrency(chosen);
  const { back, undo } = useUndo(nav);
  const any = chosen.length > 0 ? chosen.some(isReady) : !!row && isReady(row);
  return (
    <footer className="status-bar">
      <span role="status">
        {count(total, 'load')}
        {said ? <span className="faint"> {said}</span> : null}
      </span>
      {chosen.length > 0 ? (
        <span>
          {chosen.length} selected: {sums.map((s) => `${grouped(s.total)} ${s.currency}`).join(' + ')}
        </span>
      ) : null}
      <span className="spring" />
      {back ? (
        <Act blocked={blocked} onPress={() => void undo()}>
          Undo {WAYS[back.name].says} of {back.loads.length === 1 ? back.loads[0] : back.loads.length} <Key of="undo" />
        </Act>
      ) : null}
      <Act blocked={blocked} disabled={busy || total === 0} onPress={onApproveAll}>
        All ready … <Key of="approveAll" />
      </Act>
      <Act blocked={blocked} disabled={!row || busy} onPress={() => row && onHold(row)}>
        Hold {chosen.length > 0 ? (row?.load ?? '') : ''} <Key of="hold" />
      </Act>
      <Act primary blocked={blocked} disabled={busy || !any} onPress={onApprove}>
        Approve {chosen.length > 0 ? chosen.length : (row?.load ?? '')} <Key of="approve" />
      </Act>
    </footer>
  );
}
