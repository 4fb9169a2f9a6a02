import type { BilledLineLine } from '../../../api/generated/BilledLineLine';
import type { CutLoadLine } from '../../../api/generated/CutLoadLine';
import type { CutOverReport } from '../../../api/generated/CutOverReport';
import { grouped } from '../../../lib/money';
import type { Nav } from '../../../lib/nav';

/** So many of a kind are listed. */
const SHOWN = 60;

/** What of the list and of the loads wants a look. */
export function Lines({ report, nav }: { report: CutOverReport; nav: Nav }) {
  const differing = report.elsewhere_loads.filter((load) => load.difference !== null);
  const after = report.elsewhere_loads.filter((load) => report.after.includes(load.load));
  return (
    <>
      <Listed title="Lines that fit no load" lines={report.unmatched_lines} nav={nav} />
      <Listed title="Lines that fit several loads" lines={report.several} nav={nav} />
      <Loads title="Billed elsewhere at another amount" loads={differing} nav={nav} />
      <Loads title="Billed elsewhere, and delivered from the day on" loads={after} nav={nav} />
      <Loads title="Billed here by this, and not by the one before" loads={report.no_longer} nav={nav} />
      <Loads title="Approved or invoiced here, and should not be" loads={report.bound} nav={nav} />
    </>
  );
}

function Listed({ title, lines, nav }: { title: string; lines: BilledLineLine[]; nav: Nav }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th className="right">Line</th>
            <th>Names</th>
            <th>Invoice</th>
            <th className="right">Amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, SHOWN).map((line) => (
            <tr key={line.line}>
              <td className="right">{line.line}</td>
              <td>
                {line.names}{' '}
                {line.loads.map((load) => (
                  <Open key={load} load={load} nav={nav} />
                ))}
              </td>
              <td>{line.invoice ?? <span className="faint">–</span>}</td>
              <td className="right">
                {line.amount ? `${grouped(line.amount)} ${line.currency ?? ''}` : <span className="faint">–</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > SHOWN ? <p className="faint">and {lines.length - SHOWN} more</p> : null}
    </>
  );
}

function Loads({ title, loads, nav }: { title: string; loads: CutLoadLine[]; nav: Nav }) {
  if (loads.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>
            <th>Load</th>
            <th>Customer</th>
            <th>Delivered</th>
            <th className="right">Billed</th>
            <th className="right">Here</th>
            <th className="right">Difference</th>
          </tr>
        </thead>
        <tbody>
          {loads.slice(0, SHOWN).map((load) => (
            <tr key={load.load} title={load.words}>
              <td>
                <Open load={load.load} nav={nav} />
              </td>
              <td>{load.customer ?? '–'}</td>
              <td>{load.delivered ?? '–'}</td>
              <td className="right">{load.billed ?? <span className="faint">–</span>}</td>
              <td className="right">
                {grouped(load.total)} {load.currency}
              </td>
              <td className="right">{load.difference ?? <span className="faint">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {loads.length > SHOWN ? <p className="faint">and {loads.length - SHOWN} more</p> : null}
    </>
  );
}

function Open({ load, nav }: { load: string; nav: Nav }) {
  return (
    <button type="button" className="link" onClick={() => nav.go({ screen: 'load', load })}>
      {load}
    </button>
  );
}
