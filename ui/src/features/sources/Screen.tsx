import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Progress } from '../../api/generated/Progress';
import type { SyncReport } from '../../api/generated/SyncReport';
import { api, asError } from '../../api/invoke';
import { useStale } from '../../api/query';
import { Empty, ErrorBox } from '../../components';
import type { Nav } from '../../lib/nav';
import { stopTime } from '../../lib/time';
import { count } from '../../lib/words';

export function SourcesScreen({ nav }: { nav: Nav }) {
  const sources = useQuery({ queryKey: ['sources'], queryFn: api.sources });
  const bad = useQuery({ queryKey: ['quarantine'], queryFn: api.quarantine });
  const stale = useStale();
  const [going, setGoing] = useState<Progress | null>(null);
  const [report, setReport] = useState<SyncReport | null>(null);

  const sync = async () => {
    setGoing({ done: 0, all: 0, asking: 0 });
    try {
      const done = await api.sync(setGoing);
      setReport(done);
      const read = done.sources.reduce((n, s) => n + s.read, 0);
      const bad = done.sources.reduce((n, s) => n + s.quarantined, 0);
      const lapsed = done.lapsed.map((l) => ({
        text: `The approval of ${l.load} lapsed: ${l.difference}`,
        load: l.load,
      }));
      nav.tell({
        title: `Sync: ${count(read, 'row')} read, ${count(done.assessed, 'load')} assessed, ${bad} quarantined`,
        good: bad === 0 && lapsed.length === 0,
        lines: lapsed,
      });
    } catch (why) {
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'The sync did not run', good: false, lines: [{ code, text: message, next: next_step }] });
    } finally {
      setGoing(null);
      await stale();
    }
  };

  if (sources.error) return <ErrorBox error={sources.error} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen that scrolls is reached by keys
    <section className="sources" tabIndex={0} aria-label="Sources">
      <header className="batch-head">
        <h1>Sources</h1>
        <span className="spring" />
        {going ? (
          <>
            <progress max={Math.max(1, going.all)} value={going.done} aria-label="Read so far" />
            <button type="button" onClick={() => void api.stop()}>
              Stop
            </button>
          </>
        ) : null}
        <button type="button" className="primary" disabled={!!going} onClick={() => void sync()}>
          Sync now
        </button>
      </header>
      {report ? (
        <div className="report" role="status">
          {report.sources.map((s) => (
            <p key={s.name}>
              <strong>{s.name}</strong>: {s.read} rows read = {s.new} new + {s.changed} changed + {s.duplicate} known +{' '}
              {s.quarantined} quarantined
            </p>
          ))}
        </div>
      ) : null}
      <section>
        <h2>Quarantine: {bad.data?.items.length ?? 0}</h2>
        <p className="faint">
          Rows that could not be read. The rest of their files was. Mend them at dispatch or in the file, and sync
          again.
        </p>
        <table>
          <tbody>
            {(bad.data?.items ?? []).map((item) => (
              <tr key={item.id}>
                <td>
                  {item.file}:{item.line}
                  {item.column ? ` · ${item.column}` : ''}
                </td>
                <td>
                  <strong className="code">{item.code}</strong> {item.message}
                  <pre>{item.content.slice(0, 200)}</pre>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {(sources.data?.sources ?? []).map((source) => (
        <section key={source.name}>
          <h2>
            {source.name}{' '}
            <span className="faint">
              {source.kind}, {source.folder}/
            </span>
          </h2>
          {source.readings.length === 0 ? (
            <Empty title="Nothing was read yet">
              <p>Put dispatch’s files into {source.folder}/ and sync.</p>
            </Empty>
          ) : (
            <table>
              <thead>
                <tr>
                  <th>File</th>
                  <th>Read</th>
                  <th className="right">Rows</th>
                  <th className="right">Quarantined</th>
                </tr>
              </thead>
              <tbody>
                {source.readings.slice(0, 60).map((r) => (
                  <tr key={`${r.file}${r.received}`}>
                    <td>{r.file}</td>
                    <td>{stopTime(r.received)} UTC</td>
                    <td className="right">{r.rows}</td>
                    <td className="right">{r.quarantined || <span className="faint">–</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </section>
  );
}
