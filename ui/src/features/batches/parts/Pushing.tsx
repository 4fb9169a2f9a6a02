import { shell } from '../../../api/shell';
import { pause, resume, type Work } from '../../../api/work';
import { ProgressBar } from '../../../components';
import { count } from '../../../lib/words';

/** How far a push, a reconcile or a sync is, and how it is paused or stopped. */
export function Pushing({ work }: { work: Work }) {
  const { done = 0, all = 0, asking = 0, resting = false } = work.progress ?? {};
  const far = work.kind === 'sync' ? `${done} of ${all}` : `${done} of ${count(all, 'invoice')}`;
  const text =
    asking > 0
      ? `Asking the ERP about ${count(asking, 'invoice')} whose answer was lost`
      : work.paused
        ? resting
          ? `Paused after ${far}`
          : `Pausing after ${far}: the ERP finishes what it was sent first`
        : `${work.title}: ${far}`;
  return (
    <ProgressBar title={work.kind === 'sync' ? 'Done so far' : 'Invoices done'} done={done} all={all} text={text}>
      {work.kind !== 'push' ? null : work.paused ? (
        <button type="button" onClick={() => void resume()}>
          Go on
        </button>
      ) : (
        <button type="button" onClick={() => void pause()}>
          Pause
        </button>
      )}
      <button type="button" onClick={() => void shell.stop()}>
        {work.kind === 'sync' ? 'Stop' : 'Stop after those at the ERP'}
      </button>
    </ProgressBar>
  );
}
