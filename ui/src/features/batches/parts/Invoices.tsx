import { Fragment, useState } from 'react';
import type { InvoiceLine } from '../../../api/generated/InvoiceLine';
import { Act, Money, StateChip } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { ways } from '../../../lib/invoice';
import { sentence } from '../../../lib/words';

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
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keys
    <div className="scroll" tabIndex={0} role="region" aria-label="Invoices of the batch">
      <table className="invoices">
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
        <tbody>
          {invoices.map((invoice) => (
            <Fragment key={invoice.invoice}>
              <tr data-invoice={invoice.invoice} data-state={invoice.state}>
                <td>
                  <button
                    type="button"
                    className="unfold"
                    aria-expanded={open === invoice.invoice}
                    onClick={() => setOpen(open === invoice.invoice ? null : invoice.invoice)}
                  >
                    <span aria-hidden="true">{open === invoice.invoice ? '▾' : '▸'}</span> {invoice.invoice}
                  </button>
                </td>
                <td>{invoice.customer}</td>
                <td>
                  {invoice.loads.slice(0, 3).map((load) => (
                    <button key={load} type="button" className="link" onClick={() => onOpen(load)}>
                      {load}
                    </button>
                  ))}
                  {invoice.loads.length > 3 ? (
                    <span className="faint"> and {invoice.loads.length - 3} more</span>
                  ) : null}
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
              {running && invoice.state === 'sending' ? null : (
                <Stuck invoice={invoice} blocked={blocked} onFate={onFate} />
              )}
              {open === invoice.invoice ? (
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
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
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
