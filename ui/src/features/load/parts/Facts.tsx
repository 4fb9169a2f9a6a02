import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Money } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { ways } from '../../../lib/invoice';
import type { Nav } from '../../../lib/nav';
import { between, stopTime } from '../../../lib/time';
import { plain } from '../../../lib/words';

export function NearMisses({ detail }: { detail: LoadDetail }) {
  if (detail.near_misses.length === 0) return null;
  return (
    <section>
      <h2>Almost billed</h2>
      <table>
        <tbody>
          {detail.near_misses.map((miss) => (
            <tr key={`${miss.code}${miss.stop ?? ''}${miss.message}`}>
              <td>{plain(miss.code)}</td>
              <td>{miss.message}</td>
              <td className="right">
                <Money amount={miss.worth} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What each payor pays of each line, where there are several. */
export function Shares({ detail }: { detail: LoadDetail }) {
  if (detail.shares.length === 0) return null;
  return (
    <section>
      <h2>Payors</h2>
      <table>
        <thead>
          <tr>
            <th>Charge</th>
            {detail.shares.map((share) => (
              <th key={share.customer} className="right">
                {share.customer} {share.weight_lb ? `${share.weight_lb} lb` : `${share.percent} %`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {detail.charges.map((charge, line) => (
            <tr key={`${charge.code}${charge.stop ?? ''}${charge.rule.line}`}>
              <td>{plain(charge.code)}</td>
              {detail.shares.map((share) => (
                <td key={share.customer} className="right">
                  <Money amount={share.lines[line] ?? null} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <td>Total</td>
            {detail.shares.map((share) => (
              <td key={share.customer} className="right">
                <strong>
                  <Money amount={share.total} />
                </strong>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** Name and address as they stand below each other. */
function lines(billTo: LoadDetail['bill_to']): string[] {
  return billTo ? [billTo.name, ...billTo.address] : [];
}

/** Whom the invoice is made out to, and whom to write to there. */
export function BillTo({ detail }: { detail: LoadDetail }) {
  const { bill_to } = detail;
  if (!bill_to) return null;
  return (
    <section>
      <h2>Bill to</h2>
      <address data-testid="bill-to">
        {lines(bill_to).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of an address may be alike and keep their order
          <div key={at}>{line}</div>
        ))}
      </address>
      {bill_to.address.length === 0 ? <p className="faint">Dispatch states no address of it.</p> : null}
      {bill_to.contacts.length > 0 ? (
        <table>
          <tbody>
            {bill_to.contacts.map((contact) => (
              <tr key={`${contact.role}${contact.email}`}>
                <td>{plain(contact.role)}</td>
                <td>{contact.name}</td>
                <td>{contact.email}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {bill_to.tax_registrations?.map((registration) => (
        <p key={registration}>Registered for taxes: {registration}</p>
      ))}
      {bill_to.disputed?.map((other) => (
        <p key={`${other.field}${other.source}`}>
          {plain(other.field)} is {other.stands}; {other.source} says {other.says}
        </p>
      ))}
    </section>
  );
}

/** Stops with the clock of the place: when the truck came, when it left, how long it stood. */
export function Stops({ detail }: { detail: LoadDetail }) {
  return (
    <section>
      <h2>Stops</h2>
      <table>
        <thead>
          <tr>
            <th>Stop</th>
            <th>Arrived</th>
            <th>Departed</th>
            <th className="right">There</th>
            <th>Zone</th>
          </tr>
        </thead>
        <tbody>
          {detail.stops.map((stop) => (
            <tr key={stop.seq}>
              <td>{stop.label}</td>
              <td>{stopTime(stop.arrived)}</td>
              <td>{stopTime(stop.departed)}</td>
              <td className="right">{between(stop.arrived, stop.departed)}</td>
              <td className="faint">{stop.zone}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function History({ detail, nav }: { detail: LoadDetail; nav: Nav }) {
  const now = lines(detail.bill_to).join(', ');
  return (
    <section>
      <h2>History</h2>
      {detail.invoices.map((invoice) => (
        <p key={invoice.invoice}>
          Invoice <strong>{invoice.invoice}</strong> in{' '}
          <button type="button" className="link" onClick={() => nav.go({ screen: 'batches', batch: invoice.batch })}>
            {invoice.batch}
          </button>
          : {plain(invoice.state).toLowerCase()}
          {invoice.erp_number ? `, number ${invoice.erp_number} at the ERP` : ''}
          {invoice.file ? `, in import file ${invoice.file}` : ''}
          {invoice.bill_to.join(', ') !== now ? `, made out to ${invoice.bill_to.join(', ')}` : ''}
          {invoice.owed.map((text) => (
            <span key={text} className="reason">
              {' '}
              · {atDesk(text)}
            </span>
          ))}
          {invoice.reason && !ways(invoice.state) ? <span className="faint"> · {atDesk(invoice.reason)}</span> : null}
        </p>
      ))}
      {detail.decisions.length === 0 ? <p className="faint">Nobody has decided anything about it yet.</p> : null}
      {detail.lists.map((list) => (
        <p key={list}>Not listed: {list}.</p>
      ))}
      <ol className="history">
        {detail.decisions.map((decision) => (
          <li key={decision.seq}>
            <span className="faint">{stopTime(decision.at)} UTC</span> {decision.actor}: {decision.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
