// How far a batch is, in words that are true of it.
import type { BatchView } from '../../../api/generated/BatchView';
import { Empty } from '../../../components';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';

/** `2 of 3 posted, 1 rejected`. */
export function standing({ invoices }: BatchView): string {
  const of = (...states: string[]) => invoices.filter((i) => states.includes(i.state)).length;
  const live = invoices.length - of('voided');
  if (live === 0) return invoices.length > 0 ? 'voided' : 'no invoices';
  const asked = of('in_doubt', 'needs_person', 'voiding');
  return [
    `${of('posted')} of ${live} posted`,
    ...(of('rejected') > 0 ? [`${of('rejected')} rejected`] : []),
    ...(asked > 0 ? [`${asked} in doubt`] : []),
    ...(of('cancelled') > 0 ? [`${of('cancelled')} cancelled`] : []),
  ].join(', ');
}

/** Where nothing is left to be sent, what became of it. */
export function stands({ invoices }: BatchView, cancelled: number): string {
  if (cancelled > 0) return `${count(cancelled, 'invoice')} cancelled at the ERP`;
  const voided = invoices.filter((i) => i.state === 'voided').length;
  if (voided === invoices.length) return 'Voided: nothing of it goes out';
  return voided > 0 ? `Everything is posted but ${count(voided, 'voided invoice')}` : 'Everything is posted';
}

export function NoBatch({ approved, nav }: { approved: number; nav: Nav }) {
  return (
    <Empty title="No batch yet">
      {approved > 0 ? (
        <p>
          {count(approved, 'load')} {approved === 1 ? 'is' : 'are'} approved: a batch makes the invoices, and shows what
          the ERP will get. Nothing of it is sent.
        </p>
      ) : (
        <p>Approve loads in the queue; a batch makes their invoices and shows what the ERP will get.</p>
      )}
      <button type="button" onClick={() => nav.go({ screen: 'queue' })}>
        To the queue
      </button>
    </Empty>
  );
}
