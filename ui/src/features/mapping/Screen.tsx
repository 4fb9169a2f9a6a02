import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/generated/commands';
import type { TrialReport } from '../../api/generated/TrialReport';
import { asError } from '../../api/invoke';
import { together } from '../../api/query';
import { shell } from '../../api/shell';
import { Empty, ErrorBox, Notice } from '../../components';
import type { Nav } from '../../lib/nav';
import { Rows } from './parts/Rows';

/** So many rows are shown as they would be. */
const ROWS = 20;

/** What is typed and not written is kept, as other drafts are. */
type Draft = { file: string; name: string; source: string; text: string; asks: string[] };

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** A file of somebody's own: the mapping that is proposed for it beside its rows as they would be, mended until it is right, and written. */
export function MappingScreen({ nav }: { nav: Nav }) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [tried, setTried] = useState<{ text: string; trial: TrialReport } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [written, setWritten] = useState<{ name: string; added: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const file = draft?.file;

  // Whoever picked a file goes on with its text.
  useEffect(() => {
    if (file) area.current?.focus();
  }, [file]);

  const run = async (what: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await together(what);
    } catch (why) {
      setError(why);
    } finally {
      setBusy(false);
    }
  };
  const pick = () =>
    run(async () => {
      const chosen = await shell.pickFile();
      if (chosen === null) return;
      setDraft(null);
      setTried(null);
      setWritten(null);
      const guess = await api.sourceGuess({ name: null, write: false, text: null, rows: ROWS });
      setDraft({ file: chosen, name: guess.name, source: guess.name, text: guess.text, asks: guess.asks });
      if (guess.trial) setTried({ text: guess.text, trial: guess.trial });
      else if (guess.unread) setError({ ...asError(guess.unread), code: 'LH-244', message: guess.unread, ...UNREAD });
    });
  const attempt = () =>
    run(async () => {
      if (!draft) return;
      const trial = await api.sourceTest({ name: draft.name, text: draft.text, rows: ROWS });
      setTried({ text: draft.text, trial });
    });
  const write = () =>
    run(async () => {
      if (!draft) return;
      const { name, source, text } = draft;
      const done = await api.sourceGuess({ name, write: true, add: source, text, rows: ROWS });
      if (done.trial) setTried({ text, trial: done.trial });
      setWritten({ name: done.name, added: done.added ?? '' });
      nav.tell({
        title: `mappings/${done.name}.toml is written`,
        good: true,
        lines: [
          {
            text: `Made from ${draft.file}; linehaul.toml has ${done.added ?? 'nothing new'}`,
            next: 'Put the file into the source’s folder, and sync.',
          },
        ],
      });
    });

  const named = draft !== null && NAME.test(draft.name) && NAME.test(draft.source);
  const stale = draft !== null && tried !== null && tried.text !== draft.text;
  return (
    <section className="mapping" aria-label="New source">
      <header className="batch-head">
        <h1>New source</h1>
        {draft ? <span className="faint">{draft.file}</span> : null}
        <span className="spring" />
        <button type="button" className={draft ? undefined : 'primary'} disabled={busy} onClick={() => void pick()}>
          {draft ? 'Another file …' : 'Pick a file …'}
        </button>
        {draft ? (
          <>
            <label className="inline">
              Name
              <input
                name="mapping"
                value={draft.name}
                aria-invalid={NAME.test(draft.name) ? undefined : true}
                onChange={(event) => setDraft({ ...draft, name: event.target.value })}
              />
            </label>
            <label className="inline">
              Source
              <input
                name="source"
                value={draft.source}
                aria-invalid={NAME.test(draft.source) ? undefined : true}
                title="One that is there and has no mapping, or a new one with a folder of that name"
                onChange={(event) => setDraft({ ...draft, source: event.target.value })}
              />
            </label>
            <button type="button" disabled={busy || !named} onClick={() => void attempt()}>
              Try again <kbd>Ctrl ⏎</kbd>
            </button>
            <button type="button" className="primary" disabled={busy || !named} onClick={() => void write()}>
              Write it
            </button>
          </>
        ) : null}
      </header>
      {written ? (
        <Notice tone="busy">
          <span>
            mappings/{written.name}.toml is written, and linehaul.toml has <code>{written.added}</code>. Put the file
            into the source’s folder, and sync.
          </span>
          <button type="button" className="link" onClick={() => nav.go({ screen: 'sources' })}>
            To the sources
          </button>
        </Notice>
      ) : null}
      {error ? <ErrorBox error={error} /> : null}
      {draft ? (
        <div className="panes">
          <div className="pane text">
            <label htmlFor="mapping-text">
              The mapping, as text
              {stale ? <span className="faint"> · changed since it was tried</span> : null}
            </label>
            <textarea
              id="mapping-text"
              ref={area}
              spellCheck={false}
              wrap="off"
              value={draft.text}
              onChange={(event) => setDraft({ ...draft, text: event.target.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
                event.preventDefault();
                if (named) void attempt();
              }}
            />
            {draft.asks.length > 0 ? (
              <>
                <h2>What the file does not tell</h2>
                <ul className="holds asks">
                  {draft.asks.map((ask) => (
                    <li key={ask}>{ask}</li>
                  ))}
                </ul>
              </>
            ) : null}
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls is reached by keys */}
          <div className="pane" tabIndex={0} role="region" aria-label="Rows as they would be">
            {tried ? <Rows trial={tried.trial} /> : <p className="waiting">{busy ? 'Reading …' : 'Not tried yet.'}</p>}
          </div>
        </div>
      ) : (
        <Empty title={busy ? 'Reading the file …' : 'Pick a file of your own'}>
          <p>
            An export of loads, stops or customers, CSV or XLSX. A mapping is proposed for it, with its rows as they
            would be; nothing is read into the workspace.
          </p>
        </Empty>
      )}
    </section>
  );
}

const UNREAD = {
  meaning: 'Nothing was written, and nothing is read by it.',
  next_step: 'Answer what is asked, then try again.',
};
