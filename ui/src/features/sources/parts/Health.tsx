import type { SourceHealth } from '../../../api/generated/SourceHealth';
import type { SourceView } from '../../../api/generated/SourceView';
import { Notice } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { between, stopTime } from '../../../lib/time';

/** How a source stands, in a word. */
export function standing({ retired, health, refused }: SourceView): {
  word: string;
  tone: 'good' | 'warn' | 'bad' | 'quiet';
} {
  if (retired) return { word: 'retired', tone: 'quiet' };
  if (health.failure) return { word: 'cannot be read', tone: 'bad' };
  if (refused.length > 0) return { word: 'files are not read', tone: 'bad' };
  if (health.late) return { word: 'late', tone: 'warn' };
  return health.read_well ? { word: 'well', tone: 'good' } : { word: 'not read yet', tone: 'quiet' };
}

/** So many files that are not read are told one by one. */
const MOST = 20;

function ago(at: string | null, now: string): string {
  const since = between(at, now);
  return since ? `${stopTime(at)} UTC, ${since} ago` : at ? `${stopTime(at)} UTC` : 'never';
}

function rows({ read, new: fresh, changed, duplicate, quarantined }: SourceHealth): string {
  return `${read} rows = ${fresh} new + ${changed} changed + ${duplicate} known + ${quarantined} quarantined`;
}

/** How a source has been read, and when it is next. */
export function Health({ source, now }: { source: SourceView; now: string }) {
  const { health } = source;
  const { word, tone } = standing(source);
  return (
    <>
      <dl className="source-health">
        <dt>Stands</dt>
        <dd className={`tone-${tone}`}>{word}</dd>
        <dt>Read</dt>
        <dd>{source.retired ? 'no more' : source.every}</dd>
        <dt>Last well</dt>
        <dd>{ago(health.read_well, now)}</dd>
        <dt>Last new</dt>
        <dd>{ago(health.brought, now)}</dd>
        <dt>Next</dt>
        <dd>{health.next ? `${stopTime(health.next)} UTC` : 'when somebody syncs'}</dd>
        {health.read > 0 ? (
          <>
            <dt>Brought last</dt>
            <dd>{rows(health)}</dd>
          </>
        ) : null}
      </dl>
      {health.failure ? (
        <Notice tone="bad">
          <p>
            <strong className="code">{health.failure.code}</strong> {health.failure.message}
            {health.failed > 1 ? ` (${health.failed} times in a row, the last ${stopTime(health.failure.at)} UTC)` : ''}
          </p>
          <p className="next">{atDesk(health.failure.next_step)}</p>
        </Notice>
      ) : null}
      {source.refused.slice(0, MOST).map((file) => (
        <Notice key={file.item} tone="bad">
          <p>
            <strong className="code">{file.code}</strong> {file.message}
          </p>
          <p className="next">{atDesk(file.next_step)}</p>
        </Notice>
      ))}
      {source.refused.length > MOST ? <p>{source.refused.length - MOST} more files are not read.</p> : null}
      {health.unfit.length > 0 ? (
        <Notice tone="warn">
          {health.unfit.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Notice>
      ) : null}
      {health.list ? (
        <Notice tone="bad">
          <p>
            <strong className="code">{health.list.code}</strong> {health.list.message}
          </p>
          <p className="next">{atDesk(health.list.next_step)}</p>
        </Notice>
      ) : null}
    </>
  );
}
