import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { InvoiceLine } from '../../../api/generated/InvoiceLine';
import { Act, Money, StateChip } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { ways } from '../../../lib/invoice';
import { sentence } from '../../../lib/words';

const ROW_HEIGHT = 37;
/** So many beside those in sight: a batch of an ordinary day is drawn whole, and found by the browser's own search. */
const BESIDE = 40;

/** The edit list: each invoice unfolds what the ERP gets, line by line. */
export function Invoices({
  invoices,
  running,
  blocked,
  onOpen,
  onFate,
}: {
  invoices: InvoiceLine[];
  running: boolean;
  blocked: string | null;
  onOpen: (load: string) => void;
  onFate: (invoice: string) => void;
}) {
  const [open, setOpen] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: invoices.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    measureElement: (row) => row.getBoundingClientRect().height || ROW_HEIGHT,
    getItemKey: (at) => invoices[at]?.invoice ?? at,
    overscan: BESIDE,
    initialRect: { width: 1200, height: 680 },
  });
  const items = rows.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = rows.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keys
    <div ref={scroller} className="scroll" tabIndex={0} role="region" aria-label="Invoices of the batch">
      <table className="invoices" aria-rowcount={invoices.length + 1}>
        <thead>
          <tr>
            <th>Invoice</th>
            <th>Customer</th>
            <th>Loads</th>
            <th>Date</th>
            <th>State</th>
            <th className="right">Tax</th>
            <th className="right">Total</th>
            <th>At the ERP</th>
          </tr>
        </thead>
        <Room height={above} />
        {items.map((item) => {
          const invoice = invoices[item.index];
          return invoice ? (
            <tbody key={item.key} ref={rows.measureElement} data-index={item.index}>
              <Invoice
                invoice={invoice}
                place={item.index + 2}
                open={open === invoice.invoice}
                onUnfold={() => setOpen(open === invoice.invoice ? null : invoice.invoice)}
                onOpen={onOpen}
              />
              {running && invoice.state === 'sending' ? null : (
                <Stuck invoice={invoice} blocked={blocked} onFate={onFate} />
              )}
              {open === invoice.invoice ? <Sent invoice={invoice} /> : null}
            </tbody>
          ) : null;
        })}
        <Room height={below} />
      </table>
    </div>
  );
}

/** The room of the rows that are not drawn. */
function Room({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td className="room" colSpan={8} style={{ height }} />
      </tr>
    </tbody>
  );
}

function Invoice({
  invoice,
  place,
  open,
  onUnfold,
  onOpen,
}: {
  invoice: InvoiceLine;
  /** Its row among all, the headings first. */
  place: number;
  open: boolean;
  onUnfold: () => void;
  onOpen: (load: string) => void;
}) {
  return (
    <tr data-invoice={invoice.invoice} data-state={invoice.state} aria-rowindex={place}>
      <td className="tight">
        <button type="button" className="unfold" aria-expanded={open} onClick={onUnfold}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> {invoice.invoice}
        </button>
      </td>
      <td>{invoice.customer}</td>
      <td>
        {invoice.loads.slice(0, 3).map((load) => (
          <button key={load} type="button" className="link" onClick={() => onOpen(load)}>
            {load}
          </button>
        ))}
        {invoice.loads.length > 3 ? <span className="faint"> and {invoice.loads.length - 3} more</span> : null}
      </td>
      <td className="tight">{invoice.date}</td>
      <td>
        <StateChip state={invoice.state} />
      </td>
      <td className="right">
        <Money amount={invoice.tax} />
      </td>
      <td className="right">
        <Money amount={invoice.total} currency={invoice.currency} strong />
      </td>
      <td className="tight">{invoice.erp_number}</td>
    </tr>
  );
}

/** What the ERP gets, line by line. */
function Sent({ invoice }: { invoice: InvoiceLine }) {
  return (
    <tr className="derivation">
      <td colSpan={8}>
        <p className="source">
          Party {invoice.party}
          {invoice.terms ? ` · ${invoice.terms}` : ''} · reference {invoice.invoice}
        </p>
        <table>
          <tbody>
            {invoice.sent.map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines keep their order
              <tr key={at}>
                <td>{line.load}</td>
                <td>{line.code}</td>
                <td>item {line.item}</td>
                <td>{line.text}</td>
                <td className="right">
                  <Money amount={line.amount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </td>
    </tr>
  );
}

/** Why it is not at the ERP, or no longer, in a row of its own: with the ways out. */
function Stuck({
  invoice,
  blocked,
  onFate,
}: {
  invoice: InvoiceLine;
  blocked: string | null;
  onFate: (invoice: string) => void;
}) {
  const { state, reason } = invoice;
  const way = ways(state);
  if (!way && (!reason || state === 'posted' || state === 'queued')) return null;
  return (
    <tr className="stuck">
      <td colSpan={8}>
        <span className={way ? 'reason' : 'faint'}>{sentence(atDesk(reason ?? ''))}</span>{' '}
        <span className="next">{way}</span>{' '}
        {state === 'cancelled' ? (
          <Act blocked={blocked} onPress={() => onFate(invoice.invoice)}>
            Bill again or close …
          </Act>
        ) : null}
      </td>
    </tr>
  );
}
