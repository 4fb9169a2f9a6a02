import { Fragment, useState } from 'react';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Money } from '../../../components';

/** Every charge; each unfolds how it came about, step by step, with the clause and the line of the contract. */
export function Charges({ detail }: { detail: LoadDetail }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (at: number) =>
    setOpen((all) => {
      const next = new Set(all);
      if (!next.delete(at)) next.add(at);
      return next;
    });
  if (detail.charges.length === 0) {
    return (
      <section>
        <h2>Charges</h2>
        <p className="faint">Nothing is charged yet; the holds above say why.</p>
      </section>
    );
  }
  return (
    <section>
      <h2>Charges</h2>
      <table className="charges">
        <thead>
          <tr>
            <th>Charge</th>
            <th>What for</th>
            <th className="right">Amount</th>
          </tr>
        </thead>
        <tbody>
          {detail.charges.map((charge, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: charges have no name of their own and keep their order
            <Fragment key={at}>
              <tr>
                <td>
                  <button type="button" className="unfold" aria-expanded={open.has(at)} onClick={() => toggle(at)}>
                    <span aria-hidden="true">{open.has(at) ? '▾' : '▸'}</span> {charge.code}
                  </button>
                </td>
                <td>{charge.description}</td>
                <td className="right">
                  <Money amount={charge.amount} />
                </td>
              </tr>
              {open.has(at) ? (
                <tr className="derivation">
                  <td colSpan={3}>
                    <ol>
                      {charge.derivation.map((step, i) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: steps are an ordered list that does not change
                        <li key={i}>{step.value}</li>
                      ))}
                    </ol>
                    <p className="source">
                      {charge.rule.clause ? `${charge.rule.clause} · ` : ''}
                      {charge.rule.file}:{charge.rule.line} · {charge.rule.verb} · X12 {charge.x12}
                    </p>
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>Total</td>
            <td className="right" data-testid="load-total">
              <Money amount={detail.total} currency={detail.currency} strong />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
