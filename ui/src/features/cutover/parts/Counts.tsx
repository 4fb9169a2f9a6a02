import type { CountedSum } from '../../../api/generated/CountedSum';
import type { CutOverReport } from '../../../api/generated/CutOverReport';
import { grouped } from '../../../lib/money';

function worth(sum: CountedSum): string {
  const totals = Object.entries(sum.totals).map(([currency, total]) => `${grouped(total ?? '0')} ${currency}`.trim());
  return [...totals, ...(sum.without_amount > 0 ? [`${sum.without_amount} without an amount`] : [])].join(', ');
}

/** How many loads and lines stand how, and what they come to. */
export function Counts({ report }: { report: CutOverReport }) {
  const listed: [string, CountedSum][] = [
    ['Lines of the list', report.listed],
    ['… that name a load', report.matched],
    ['… that fit no load', report.unmatched],
  ];
  const rows: [string, CountedSum][] = [
    ...(report.listed.count > 0 ? listed : []),
    ['Loads billed elsewhere', report.elsewhere],
    ['… that come to another amount here, by', report.differing],
    ['Loads that are asked', report.asked],
    ['Delivered loads to be billed here', report.here],
  ];
  const read = Object.entries(report.columns).map(([ours, theirs]) => `${ours} from “${theirs}”`);
  return (
    <>
      <table className="counts">
        <thead>
          <tr>
            <th>What</th>
            <th className="right">How many</th>
            <th className="right">Worth</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([what, sum]) => (
            <tr key={what}>
              <td>{what}</td>
              <td className="right">{grouped(String(sum.count))}</td>
              <td className="right">{worth(sum) || <span className="faint">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {read.length > 0 ? (
        <p className="faint">
          Of the list is read: {read.join(', ')}.
          {report.not_read.length > 0 ? ` Not read: ${report.not_read.join(', ')}.` : ''}
        </p>
      ) : null}
    </>
  );
}
