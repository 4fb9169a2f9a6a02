import type { QueueRow } from '../../../api/generated/QueueRow';
import { Act } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { differs, ways } from '../../../lib/invoice';
import type { Nav } from '../../../lib/nav';
import { plain, sentence } from '../../../lib/words';
import { WAITS } from './columns';

/** What a load waits for that nothing stands in the way of. */
const CLEAN: Record<string, string> = {
  ready: 'Nothing stands in its way: approve it.',
  approved: 'Approved; the next batch bills it.',
  queued: 'Its invoice goes out with the next push.',
  in_doubt: 'The ERP has not answered yet.',
  posted: 'Posted, and nothing has changed since.',
  in_transit: 'Not delivered yet.',
  billed_elsewhere: 'It was billed elsewhere, and is not billed here.',
  not_billable: 'It is not billed.',
};

type Obstacle = { head: string; text: string; next?: string };

/** Everything that stands in a row's way, in words. */
export function obstacles(row: QueueRow): Obstacle[] {
  const { invoice, difference } = row;
  const stuck = invoice && invoice.state !== 'cancelled';
  return [
    ...(row.stale ? [{ head: 'Stale', text: WAITS }] : []),
    ...row.owed.map((text) => ({ head: 'Owed', text })),
    ...(difference && row.state === 'billed_elsewhere' ? [{ head: 'Differs', text: sentence(difference.words) }] : []),
    ...(difference && row.state !== 'billed_elsewhere'
      ? [
          {
            head: `${differs(difference).text} ${row.currency}`,
            text: `changed after it was posted: ${sentence(difference.words)}`,
          },
        ]
      : []),
    ...(stuck
      ? [
          {
            head: `${invoice.invoice}, ${plain(invoice.state).toLowerCase()}`,
            text: sentence(atDesk(invoice.reason ?? '')),
            next: ways(invoice.state) ?? '',
          },
        ]
      : []),
    ...row.holds.map((h) => ({
      head: plain(h.code),
      text: sentence(h.message),
      next: `${h.owner}: ${atDesk(h.next_step)}`,
    })),
    ...(row.warnings.length > 0 ? [{ head: 'Warnings', text: sentence(row.warnings.map(plain).join(', ')) }] : []),
  ];
}

/** The current row in words, always in the same place: keys move through the list, and this tells what a chip only names. */
export function Words({
  row,
  nav,
  blocked,
  onFate,
}: {
  row: QueueRow | undefined;
  nav: Nav;
  blocked: string | null;
  onFate: (invoice: string) => void;
}) {
  const all = row ? obstacles(row) : [];
  const whole = all.map((s) => `${s.head}: ${s.text} ${s.next ?? ''}`).join('\n');
  const { invoice } = row ?? {};
  return (
    <div className="words" data-testid="row-words">
      <p title={whole} aria-live="polite">
        {row ? <strong>{row.load} </strong> : null}
        {row && all.length === 0 ? <span className="faint">{CLEAN[row.state] ?? ''}</span> : null}
        {all.map((s) => (
          <span key={`${s.head}${s.text}`}>
            <strong>{s.head}</strong>: {s.text} {s.next ? <span className="faint">{s.next} </span> : null}
          </span>
        ))}
      </p>
      {invoice?.state === 'cancelled' ? (
        <Act blocked={blocked} onPress={() => onFate(invoice.invoice)}>
          Bill again or close …
        </Act>
      ) : null}
      {invoice && invoice.state !== 'cancelled' ? (
        <button type="button" onClick={() => nav.go({ screen: 'batches', batch: invoice.batch })}>
          To {invoice.batch}
        </button>
      ) : null}
    </div>
  );
}
