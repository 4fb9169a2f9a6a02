import type { PushReport } from '../../../api/generated/PushReport';
import type { UnpostedLine } from '../../../api/generated/UnpostedLine';
import { ErrorBox } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { grouped } from '../../../lib/money';
import { count } from '../../../lib/words';
import { fileName } from '../told';

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
      {report.error ? (
        <ErrorBox error={report.error}>
          <p>The push stopped there. What was posted before is above, the rest waits in the batch.</p>
        </ErrorBox>
      ) : null}
      {report.files.length > 0 ? (
        <p>
          <strong>{count(report.files.length, 'import file')} handed out:</strong>{' '}
          {report.files.map((path, at) => (
            <span key={path} title={path}>
              {at > 0 ? ', ' : ''}
              {fileName(path)}
            </span>
          ))}
        </p>
      ) : null}
      {report.owed.map((owed) => (
        <p key={owed.message} className="reason">
          {atDesk(owed.message)}
        </p>
      ))}
      {report.waiting > 0 ? (
        <p>{count(report.waiting, 'approved load')} on no invoice yet; the next batch bills them.</p>
      ) : null}
      {report.refused.map((r) => (
        <p key={r.load} className="reason">
          <strong className="code">{r.code}</strong> {r.message} <span className="next">{atDesk(r.next_step)}</span>
        </p>
      ))}
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
            <strong className="code">{line.code}</strong> {atDesk(line.message)}
          </li>
        ))}
      </ul>
      {lines.length > 50 ? <p className="faint">and {lines.length - 50} more, in the list below</p> : null}
      <p className="next">{next}</p>
    </div>
  );
}
