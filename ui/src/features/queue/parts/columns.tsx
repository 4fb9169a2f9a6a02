import type { QueueRow } from '../../../api/generated/QueueRow';
import type { SortKey } from '../../../api/generated/SortKey';
import { type Column, HoldChip, Money, StateChip } from '../../../components';
import { addressed, atDesk } from '../../../lib/desk';
import { differs, ways } from '../../../lib/invoice';
import { papers, plain, sentence } from '../../../lib/words';

export const WAITS = 'It waits to be assessed: what is shown is what was known before. A sync goes on.';

/** What stands in a row's way, in one cell: what matters most is first, since the rest may be cut. */
function Reasons({ row }: { row: QueueRow }) {
  const { stale, invoice, difference } = row;
  const way = difference && row.state !== 'billed_elsewhere' ? differs(difference) : null;
  return (
    <span className="chips">
      {stale ? (
        <span className="chip tone-busy" title={WAITS}>
          Waits to be assessed
        </span>
      ) : null}
      {difference && way ? (
        <span className={`chip tone-${way.tone}`} title={difference.words}>
          {way.text}
        </span>
      ) : null}
      {difference && !way ? (
        <span className="chip tone-note" title={difference.words}>
          Other amount here
        </span>
      ) : null}
      {row.holds.map((h) => (
        <HoldChip
          key={`${h.code}${h.stop ?? ''}${h.document ?? ''}${h.charge ?? ''}`}
          code={h.code}
          title={`${sentence(h.message)} ${h.owner}: ${atDesk(h.next_step)}`}
        />
      ))}
      {invoice && invoice.state !== 'cancelled' ? (
        <span className="why" title={`${sentence(atDesk(invoice.reason ?? ''))} ${ways(invoice.state) ?? ''}`}>
          {invoice.state === 'in_doubt' ? '' : <StateChip state={invoice.state} />}{' '}
          {sentence(atDesk(invoice.reason ?? ''))} <span className="faint">{ways(invoice.state)}</span>
        </span>
      ) : null}
      {row.warnings.map((w) => (
        <span key={w} className="chip tone-note">
          {plain(w)}
        </span>
      ))}
    </span>
  );
}

function Variance({ row }: { row: QueueRow }) {
  if (row.variance === null || /^-?0(\.0+)?$/.test(row.variance)) return <span className="faint">–</span>;
  return <Money amount={row.variance} />;
}

const amount = (of: string | null) => of ?? '';
const figure = (of: string | null | undefined) => of ?? '';

export const COLUMNS: Column<QueueRow, SortKey>[] = [
  {
    key: 'load',
    title: 'Load',
    width: '92px',
    sort: 'load',
    cell: (r) => <strong title={addressed(r)}>{r.load}</strong>,
    text: (r) => r.load,
  },
  {
    key: 'customer',
    title: 'Customer',
    width: '104px',
    sort: 'customer',
    cell: (r) => <span title={r.customer ?? undefined}>{r.customer ?? 'unknown'}</span>,
    text: (r) => r.customer ?? '',
  },
  {
    key: 'picked_up',
    title: 'Picked up',
    width: '88px',
    roomy: true,
    sort: 'picked_up',
    cell: (r) => r.more.picked_up,
    text: (r) => figure(r.more.picked_up),
  },
  {
    key: 'delivered',
    title: 'Delivered',
    width: '88px',
    sort: 'delivered',
    cell: (r) => r.delivered ?? '',
    text: (r) => figure(r.delivered),
  },
  {
    key: 'age',
    title: 'Age',
    width: '52px',
    align: 'right',
    // The older, the earlier it was delivered.
    sort: 'delivered',
    inverse: true,
    cell: (r) => (r.age_days === null ? '' : `${r.age_days} d`),
    text: (r) => (r.age_days === null ? '' : String(r.age_days)),
  },
  {
    key: 'state',
    title: 'State',
    width: '92px',
    cell: (r) => <StateChip state={r.state} />,
    text: (r) => plain(r.state),
  },
  {
    key: 'documents',
    title: 'Documents',
    width: '112px',
    cell: (r) => <span title={r.documents.map(plain).join(', ')}>{papers(r.documents)}</span>,
    text: (r) => r.documents.map(plain).join(', '),
  },
  {
    key: 'total',
    title: 'Computed',
    width: '118px',
    align: 'right',
    sort: 'total',
    cell: (r) => (
      <span className={r.stale ? 'old' : undefined}>
        <Money amount={r.total} currency={r.currency} strong />
      </span>
    ),
    text: (r) => `${r.total} ${r.currency}`,
  },
  {
    key: 'expected',
    title: 'Expected',
    width: '84px',
    roomy: true,
    align: 'right',
    cell: (r) => <Money amount={r.expected_total} />,
    text: (r) => amount(r.expected_total),
  },
  {
    key: 'variance',
    title: 'Variance',
    width: '78px',
    align: 'right',
    sort: 'variance',
    cell: (r) => <Variance row={r} />,
    text: (r) => amount(r.variance),
  },
  {
    key: 'owner',
    title: 'Owner',
    width: '96px',
    roomy: true,
    cell: (r) => [...new Set(r.holds.map((h) => h.owner))].join(', '),
    text: (r) => [...new Set(r.holds.map((h) => h.owner))].join(', '),
  },
  {
    key: 'reasons',
    title: 'Holds, warnings, reasons',
    width: 'minmax(150px, 1fr)',
    cell: (r) => <Reasons row={r} />,
    text: (r) => [...r.holds.map((h) => `${plain(h.code)}: ${h.message}`), ...r.warnings.map(plain)].join('; '),
  },
];
