import { useState } from 'react';
import { shell } from '../../api/shell';
import { ErrorBox } from '../../components';

/** The first start: the sample company, or a folder. */
export function StartScreen({ error, sample, onOpen }: { error: unknown; sample: string; onOpen: () => void }) {
  const [failed, setFailed] = useState<unknown>(error);
  const [busy, setBusy] = useState(false);
  const open = async (how: () => Promise<boolean>) => {
    setBusy(true);
    try {
      if (await how()) onOpen();
      else setBusy(false);
    } catch (why) {
      setFailed(why);
      setBusy(false);
    }
  };
  return (
    <main className="start">
      <h1>Linehaul</h1>
      <p>Bills what was hauled: every cent explained, nothing sent twice.</p>
      {failed ? <ErrorBox error={failed} /> : null}
      <div className="choices">
        <button
          type="button"
          className="primary"
          disabled={busy}
          onClick={() => void open(() => shell.openSample().then(() => true))}
        >
          Open the sample company
        </button>
        <button type="button" disabled={busy} onClick={() => void open(() => shell.openFolder())}>
          Open a workspace folder …
        </button>
      </div>
      <p className="faint">
        The sample company is made in {sample}: real tariffs, invented loads, mistakes seeded on purpose.
      </p>
    </main>
  );
}
