import type { QueueRow } from '../../../api/generated/QueueRow';
import { Ask, Confirm } from '../../../components';
import { byCurrency, grouped } from '../../../lib/money';
import { count, named } from '../../../lib/words';

export type Holding = { load: string; shown: string; answers: Record<string, string> };

/** Asks for the reason before a load is held. */
export function HoldIt({
  holding,
  onType,
  onClose,
  onDone,
}: {
  holding: Holding;
  onType: (answers: Record<string, string>) => void;
  onClose: () => void;
  onDone: (reason: string) => void;
}) {
  return (
    <Ask
      question={{
        title: `Hold ${holding.shown ?? holding.load}`,
        text: 'It is not billed until somebody releases it. An approval that was not sent is taken back.',
        button: 'Hold',
      }}
      kept={holding.answers}
      onType={onType}
      onClose={onClose}
      onDone={({ reason = '' }) => onDone(reason)}
    />
  );
}

/** Says what is about to be approved, in loads and money, before it is. */
export function ApproveThem({ rows, onClose, onDone }: { rows: QueueRow[]; onClose: () => void; onDone: () => void }) {
  const customers = new Set(rows.map((row) => row.customer)).size;
  return (
    <Confirm title={`Approve ${count(rows.length, 'load')}`} button="Approve" onClose={onClose} onDone={onDone}>
      <table>
        <tbody>
          {byCurrency(rows).map((sum) => (
            <tr key={sum.currency}>
              <td>{count(sum.count, 'load')}</td>
              <td className="right money strong">
                {grouped(sum.total)} {sum.currency}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        Of {count(customers, 'customer')}: {named(rows.map((row) => row.load))}.
      </p>
      <p className="faint">Each as it was seen: what has changed since is left out, and told.</p>
    </Confirm>
  );
}
