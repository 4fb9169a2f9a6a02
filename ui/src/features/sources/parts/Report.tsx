import type { SyncReport } from '../../../api/generated/SyncReport';
import { toldSync } from '../../../api/sync';
import { ErrorBox } from '../../../components';
import { atDesk } from '../../../lib/desk';
import type { Nav } from '../../../lib/nav';

const SHOWN = 60;

/** What the sync read, and each thing that it did to an approval, an invoice or a posted load. */
export function Report({ report, nav }: { report: SyncReport; nav: Nav }) {
  // A source's error stands in its own box.
  const lines = (toldSync(report).lines ?? []).filter((line) => !line.code);
  return (
    <div className="report" role="status" data-testid="sync-report">
      {report.sources.map((s) => (
        <div key={s.name}>
          <p>
            <strong>{s.name}</strong>: {s.read} rows read = {s.new} new + {s.changed} changed + {s.duplicate} known +{' '}
            {s.quarantined} quarantined
          </p>
          {s.notes.map((note) => (
            <p key={note} className="faint">
              {note}
            </p>
          ))}
          {s.error ? <ErrorBox error={s.error} /> : null}
        </div>
      ))}
      {lines.length > 0 ? (
        <ul>
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line.text}>
              {line.text} {line.next ? <span className="next">{atDesk(line.next)}</span> : null}
              {line.load ? (
                <button
                  type="button"
                  className="link"
                  onClick={() => line.load && nav.go({ screen: 'load', load: line.load })}
                >
                  Open {line.load}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {lines.length > SHOWN ? <p className="faint">and {lines.length - SHOWN} more, in Activity</p> : null}
    </div>
  );
}
