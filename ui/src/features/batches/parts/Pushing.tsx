import { useEffect, useState } from 'react';
import { shell } from '../../../api/shell';
import { pause, resume, type Work } from '../../../api/work';
import { ProgressBar } from '../../../components';
import { count } from '../../../lib/words';

/** Seconds are told from then on: what is over in a moment needs none. */
const TOLD_FROM = 2;

/** How far a push, a reconcile or a sync is, and how it is paused or stopped. */
export function Pushing({ work }: { work: Work }) {
  if (work.kind === 'batch') return <Making of={work.of ?? ''} />;
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

/** A batch that is being made: nobody tells how far it is, so it says of how much, and that it goes on. */
function Making({ of }: { of: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const every = setInterval(() => setSeconds((s) => s + 1), 1_000);
    return () => clearInterval(every);
  }, []);
  return (
    <div className="progress-bar">
      <progress aria-label="The batch is being made" />
      <span role="status">Making the invoices of {of} …</span>
      {seconds >= TOLD_FROM ? (
        <span>{seconds} s. Nothing is sent by it; it goes on while you work elsewhere.</span>
      ) : null}
    </div>
  );
}
