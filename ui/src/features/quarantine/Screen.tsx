import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { QuarantineLine } from '../../api/generated/QuarantineLine';
import { question } from '../../api/query';
import { Act, Ask, Empty, ErrorBox } from '../../components';
import type { Nav } from '../../lib/nav';
import { count } from '../../lib/words';
import { Row } from './parts/Row';

/** So many rows are listed at once. */
const SHOWN = 200;

const normal = (load: string) => load.replaceAll(/\s/g, '').toUpperCase();

/** Rows that could not be taken: by what is wrong, mended in place, cleared with a reason, until none is left. */
export function QuarantineScreen({ load, nav }: { load?: string; nav: Nav }) {
  const asked = useQuery(question(api.quarantine, {}));
  const { busy, blocked, decide } = useDecide(nav);
  const [cause, setCause] = useState<string | null>(null);
  const [of, setOf] = useState<string | undefined>(load);
  const [current, setCurrent] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [clearing, setClearing] = useState<QuarantineLine[] | null>(null);

  const all = asked.data?.items ?? [];
  const named = of ? all.filter((item) => item.loads.some((one) => normal(one) === normal(of))) : all;
  const items = cause ? named.filter((item) => item.cause === cause) : named;
  const groups = (asked.data?.groups ?? []).filter((group) => named.some((item) => item.cause === group.name));
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === current),
  );
  const here = items[at];

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
      if (event.key === 'Escape' && open && !clearing) setOpen(null);
      else if (typing || event.ctrlKey || event.metaKey || event.altKey || !here) return;
      else if (event.key === 'j' || event.key === 'ArrowDown') setCurrent(items[at + 1]?.id ?? here.id);
      else if (event.key === 'k' || event.key === 'ArrowUp') setCurrent(items[at - 1]?.id ?? here.id);
      else if (event.key === 'm') setOpen(here.id);
      else if (event.key === 'c') setClearing([here]);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  const clear = (rows: QuarantineLine[], because: string) =>
    decide(async () => {
      const done = await api.quarantineClear({ items: rows.map((row) => row.id), because });
      const loads = done.loads.map((one) => ({ text: `${one} is no longer held by it.`, load: one }));
      nav.tell({ title: `${count(rows.length, 'row')} cleared: ${because}`, good: true, lines: loads });
    });
  const replay = () =>
    decide(async () => {
      const done = await api.quarantineReplay({ items: items.map((item) => item.id) });
      const left = done.waiting.map((item) => ({ code: item.code, text: `${item.file}:${item.line} ${item.message}` }));
      const out =
        done.left_out.length > 0 ? `, ${count(done.left_out.length, 'row')} left out as the mapping says` : '';
      nav.tell({ title: `${count(done.taken.length, 'row')} taken${out}`, good: left.length === 0, lines: left });
    });

  if (asked.error) return <ErrorBox error={asked.error} />;
  if (!asked.data) return <p className="waiting">Reading the quarantine …</p>;
  const rows = items.reduce((sum, item) => sum + item.rows, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen that scrolls is reached by keys
    <section className="quarantine" tabIndex={0} aria-label="Quarantine">
      <header className="batch-head">
        <h1>Quarantine</h1>
        <span className="spring" />
        {of ? (
          <button type="button" onClick={() => setOf(undefined)}>
            Only {of} <span aria-hidden="true">✕</span>
          </button>
        ) : null}
        <Act blocked={null} disabled={busy || items.length === 0} onPress={() => void replay()}>
          Read again
        </Act>
        <Act blocked={blocked} disabled={busy || items.length === 0} onPress={() => setClearing(items)}>
          Clear {items.length === 1 ? 'it' : `all ${items.length}`} …
        </Act>
      </header>
      {all.length === 0 ? (
        <Empty title="Nothing waits in quarantine">
          <p>Every row that was delivered was read, mended or cleared.</p>
        </Empty>
      ) : (
        <>
          <p className="faint">
            {count(rows, 'row')} could not be read; the rest of each file was. A row that is newer than what is known of
            its load holds it.
          </p>
          <fieldset className="causes" aria-label="By what is wrong">
            {groups.map((group) => (
              <button
                key={group.name}
                type="button"
                aria-pressed={cause === group.name}
                title={group.words}
                onClick={() => setCause(cause === group.name ? null : group.name)}
              >
                {group.name} <strong>{group.rows}</strong>
              </button>
            ))}
          </fieldset>
          <ul className="rows">
            {items.slice(0, SHOWN).map((item) => (
              <Row
                key={item.id}
                item={item}
                current={item.id === here?.id}
                open={item.id === open}
                busy={busy}
                blocked={blocked}
                nav={nav}
                decide={decide}
                onOpen={(wanted) => {
                  setCurrent(item.id);
                  setOpen(wanted ? item.id : null);
                }}
                onClear={() => setClearing([item])}
              />
            ))}
          </ul>
          {items.length > SHOWN ? <p className="faint">and {items.length - SHOWN} more</p> : null}
          {items.length === 0 ? <p className="faint">None of them is of this kind.</p> : null}
        </>
      )}
      {clearing ? (
        <Ask
          question={{
            title: clearing.length === 1 ? `Clear ${clearing[0]?.id}` : `Clear ${count(clearing.length, 'row')}`,
            text: 'What they say does not count, and they hold no load any more. It can be taken back on the command line.',
            button: 'Clear',
          }}
          onClose={() => setClearing(null)}
          onDone={({ reason = '' }) => {
            const those = clearing;
            setClearing(null);
            void clear(those, reason);
          }}
        />
      ) : null}
    </section>
  );
}
