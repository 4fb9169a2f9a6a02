import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/generated/commands';
import { question } from '../../api/query';
import { shell } from '../../api/shell';
import { useSync } from '../../api/sync';
import { useWork } from '../../api/work';
import { Empty, ErrorBox } from '../../components';
import type { Nav } from '../../lib/nav';
import { stopTime } from '../../lib/time';
import { count } from '../../lib/words';
import { Health } from './parts/Health';
import { Report } from './parts/Report';

/** How late a source is changes by itself. */
const MINUTE_MS = 60_000;

export function SourcesScreen({ nav }: { nav: Nav }) {
  const sources = useQuery({ ...question(api.sources), refetchInterval: MINUTE_MS });
  const { report, busy, sync } = useSync(nav);
  const work = useWork();
  const waiting = (sources.data?.sources ?? []).reduce((sum, source) => sum + source.waiting, 0);
  const progress = work?.kind === 'sync' ? (work.progress ?? { done: 0, all: 0, asking: 0, resting: false }) : null;

  // How long ago something was is reckoned when it is asked again, not while somebody reads it.
  const now = new Date(sources.dataUpdatedAt || 0).toISOString();

  if (sources.error) return <ErrorBox error={sources.error} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen that scrolls is reached by keys
    <section className="sources" tabIndex={0} aria-label="Sources">
      <header className="batch-head">
        <h1>Sources</h1>
        <span className="spring" />
        {progress ? (
          <>
            <progress max={Math.max(1, progress.all)} value={progress.done} aria-label="Read so far" />
            <button type="button" onClick={() => void shell.stop()}>
              Stop
            </button>
          </>
        ) : null}
        <button type="button" onClick={() => nav.go({ screen: 'cutover' })}>
          Cut-over
        </button>
        <button type="button" onClick={() => nav.go({ screen: 'mapping' })}>
          New source …
        </button>
        <button type="button" className="primary" disabled={busy} onClick={() => void sync()}>
          Sync now
        </button>
      </header>
      {report ? <Report report={report} nav={nav} /> : null}
      {sources.data?.sources.length === 0 ? (
        <Empty title="No source is set">
          <p>Name one as a [[source]] in linehaul.toml, then open the workspace again.</p>
        </Empty>
      ) : null}
      <p>
        {waiting === 0 ? (
          'Nothing waits in quarantine.'
        ) : (
          <>
            {count(waiting, 'row')} in quarantine: they could not be read, the rest of their files was.{' '}
            <button type="button" className="link" onClick={() => nav.go({ screen: 'quarantine' })}>
              Work through them
            </button>
          </>
        )}
      </p>
      {(sources.data?.sources ?? []).map((source) => (
        <section key={source.name}>
          <h2>
            {source.name}{' '}
            <span className="faint">
              {source.kind}, {source.folder}
            </span>
          </h2>
          <Health source={source} now={now} />
          {source.readings.length === 0 ? (
            <Empty title="Nothing was read yet">
              {source.kind === 'csv-drop' ? (
                <p>Put dispatch’s files into {source.folder} and sync.</p>
              ) : (
                <p>Sync asks {source.folder}.</p>
              )}
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
