import type { QueueRow } from '../../../api/generated/QueueRow';
import { Act } from '../../../components';
import { byCurrency, grouped } from '../../../lib/money';
import { count } from '../../../lib/words';

/** How many there are, what is selected and its sum, and what can be decided about it. */
export function Foot({
  total,
  chosen,
  row,
  undo,
  busy,
  blocked,
  onUndo,
  onHold,
  onApprove,
}: {
  total: number;
  chosen: QueueRow[];
  row: QueueRow | undefined;
  undo: number;
  busy: boolean;
  blocked: string | null;
  onUndo: () => void;
  onHold: (row: QueueRow) => void;
  onApprove: () => void;
}) {
  const sums = byCurrency(chosen);
  return (
    <footer className="status-bar">
      <span>{count(total, 'load')}</span>
      {chosen.length > 0 ? (
        <span>
          {chosen.length} selected: {sums.map((s) => `${grouped(s.total)} ${s.currency}`).join(' + ')}
        </span>
      ) : null}
      <span className="spring" />
      {undo > 0 ? (
        <Act blocked={blocked} onPress={onUndo}>
          Undo approval of {undo} <kbd>u</kbd>
        </Act>
      ) : null}
      <Act blocked={blocked} disabled={!row || busy} onPress={() => row && onHold(row)}>
        Hold <kbd>h</kbd>
      </Act>
      <Act primary blocked={blocked} disabled={busy || (chosen.length === 0 && !row)} onPress={onApprove}>
        Approve {chosen.length > 0 ? chosen.length : (row?.load ?? '')} <kbd>a</kbd>
      </Act>
    </footer>
  );
}
