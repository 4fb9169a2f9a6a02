import type { PushReport } from '../../../api/generated/PushReport';
import type { UnpostedLine } from '../../../api/generated/UnpostedLine';
import { grouped } from '../../../lib/money';
import { count } from '../../../lib/words';

/** Four lists at the end: posted, rejected and why, in doubt and when it is asked again, not sent. */
export function Report({ report }: { report: PushReport }) {
  return (
    <div className="report" role="status" data-testid="push-report">
      <p>
        <strong>{count(report.posted.length, 'invoice')} posted</strong>
        {report.totals.map((t) => ` · ${grouped(t.total)} ${t.currency} in ${t.invoices}`)}
      </p>
      <Left title="Rejected" lines={report.rejected} next="Mend the reason, then retry; the number stays." />
      <Left
        title="In doubt"
        lines={report.in_doubt}
        next="The next push or reconcile asks the ERP again. Nothing is sent twice."
      />
      <Left title="Not sent" lines={report.skipped} next="They wait in the batch; the next push sends them." />
      {report.remarks.map((remark) => (
        <p key={remark} className="reason">
          {remark}
        </p>
      ))}
    </div>
  );
}

function Left({ title, lines, next }: { title: string; lines: UnpostedLine[]; next: string }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h2>
        {title}: {lines.length}
      </h2>
      <ul>
        {lines.slice(0, 50).map((line) => (
          <li key={line.invoice}>
            <strong>{line.invoice}</strong> ({line.loads.join(', ')}) {grouped(line.total)} {line.currency}:{' '}
            <strong className="code">{line.code}</strong> {line.message}
          </li>
        ))}
      </ul>
      {lines.length > 50 ? <p className="faint">and {lines.length - 50} more, in the list below</p> : null}
      <p className="next">{next}</p>
    </div>
  );
}
