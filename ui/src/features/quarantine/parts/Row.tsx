import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../../api/generated/commands';
import type { QuarantineLine } from '../../../api/generated/QuarantineLine';
import type { RowChange } from '../../../api/generated/RowChange';
import type { RowFaultLine } from '../../../api/generated/RowFaultLine';
import { question } from '../../../api/query';
import { Act, ErrorBox } from '../../../components';
import type { Nav } from '../../../lib/nav';
import { stopTime } from '../../../lib/time';
import { isScan, Split } from './Split';

/** A row as it is listed; opened, its cells with what is wrong at each. */
export function Row({
  item,
  current,
  open,
  busy,
  blocked,
  nav,
  decide,
  onOpen,
  onClear,
}: {
  item: QuarantineLine;
  current: boolean;
  open: boolean;
  busy: boolean;
  blocked: string | null;
  nav: Nav;
  decide: (what: () => Promise<void>) => Promise<void>;
  onOpen: (open: boolean) => void;
  onClear: () => void;
}) {
  return (
    <li data-item={item.id} aria-current={current ? 'true' : undefined}>
      <div className="row-head">
        <button type="button" className="unfold" aria-expanded={open} onClick={() => onOpen(!open)}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> {item.file}:{item.line}
          {item.column ? ` · ${item.column}` : ''}
        </button>
        <span>
          <strong className="code">{item.code}</strong> {item.message}
        </span>
        <span className="spring" />
        {item.holds.map((load) => (
          <button key={load} type="button" className="link" onClick={() => nav.go({ screen: 'load', load })}>
            holds {load}
          </button>
        ))}
        <Act blocked={blocked} disabled={busy} onPress={onClear}>
          Clear …
        </Act>
      </div>
      {open ? <Cells item={item} busy={busy} blocked={blocked} nav={nav} decide={decide} /> : null}
    </li>
  );
}

/** What a row would change of what stands, where that is more than what was wrong with it. */
function Changes({ changes }: { changes: RowChange[] }) {
  return (
    <div role="alert">
      <p>It would change more than what was wrong with it; nothing was written yet.</p>
      <table>
        <thead>
          <tr>
            <th>Of</th>
            <th>Field</th>
            <th>Stands</th>
            <th>The row says</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ of, field, stands, says }) => (
            <tr key={`${of} ${field}`}>
              <td>{of}</td>
              <td>{field}</td>
              <td>{stands || <span className="faint">nothing</span>}</td>
              <td>{says || <span className="faint">nothing</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({
  item,
  busy,
  blocked,
  nav,
  decide,
}: {
  item: QuarantineLine;
  busy: boolean;
  blocked: string | null;
  nav: Nav;
  decide: (what: () => Promise<void>) => Promise<void>;
}) {
  const shown = useQuery(question(api.quarantineShow, { item: item.id }));
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [because, setBecause] = useState('');
  const [still, setStill] = useState<RowFaultLine[] | null>(null);
  const [asked, setAsked] = useState<{ seen: string; changes: RowChange[] } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const ready = shown.data !== undefined;
  useEffect(() => {
    const first = (which: string) => form.current?.querySelector<HTMLInputElement>(which);
    if (ready) (first('[aria-invalid=true]') ?? first('input'))?.focus();
  }, [ready]);

  if (shown.error) return <ErrorBox error={shown.error} />;
  if (!shown.data) return <p className="waiting">Reading the row …</p>;
  const cells = shown.data.cells;
  const faults = still ?? item.faults;
  const others = faults.filter((fault) => !cells.some((cell) => cell.column === fault.column));
  const values = Object.entries(typed).filter(([column, text]) =>
    cells.some((cell) => cell.column === column && cell.text !== text),
  );
  const mend = (seen?: string) =>
    decide(async () => {
      const done = await api.quarantineMend({
        item: item.id,
        values: values.map(([column, text]) => `${column}=${text}`),
        because,
        ...(seen ? { seen } : {}),
      });
      setAsked(done.seen ? { seen: done.seen, changes: done.changes } : null);
      setStill(done.taken || done.seen ? null : done.faults);
      if (!done.taken) return;
      const lines = done.loads.map((load) => ({ text: `${load} is judged by it now.`, load }));
      nav.tell({ title: `${item.file}:${item.line} mended: ${because}`, good: true, lines });
    });
  return (
    <div className="row-cells">
      <p className="faint">
        {item.id} of {item.source}, came {item.seen === 1 ? 'once' : `${item.seen} times`}, first {stopTime(item.first)}{' '}
        UTC
        {item.seen === 1 ? '' : `, last ${stopTime(item.last)} UTC`}
      </p>
      {still ? <p role="alert">It still does not read; nothing was written.</p> : null}
      {others.map((fault) => (
        <p key={`${fault.code}${fault.column}`} className="reason">
          {fault.column ? `${fault.column}: ` : ''}
          {fault.message} ({fault.code})
        </p>
      ))}
      {cells.length === 0 ? (
        <>
          <pre>{item.content.slice(0, 2000)}</pre>
          {isScan(item) ? (
            <Split item={item} busy={busy} blocked={blocked} nav={nav} decide={decide} />
          ) : (
            <p className="next">
              It is no row with columns. Have its source deliver it so that it reads, or clear it with a reason.
            </p>
          )}
        </>
      ) : (
        <form
          ref={form}
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy && !blocked && values.length > 0 && because.trim() !== '') void mend();
          }}
        >
          <div className="cells">
            {cells.map((cell) => {
              const wrong = faults.filter((fault) => fault.column === cell.column);
              const why = `${item.id}-${cell.column}`;
              return (
                <label key={cell.column}>
                  {cell.column}
                  <input
                    value={typed[cell.column] ?? cell.text}
                    aria-invalid={wrong.length > 0 ? true : undefined}
                    aria-describedby={wrong.length > 0 ? why : undefined}
                    onChange={(event) => {
                      setAsked(null);
                      setTyped({ ...typed, [cell.column]: event.target.value });
                    }}
                  />
                  {wrong.length > 0 ? (
                    <span id={why} className="reason">
                      {wrong.map((fault) => `${fault.message} (${fault.code})`).join('; ')}
                    </span>
                  ) : null}
                </label>
              );
            })}
          </div>
          <label>
            Why, and from whom it is known
            <input name="because" value={because} onChange={(event) => setBecause(event.target.value)} />
          </label>
          {asked ? <Changes changes={asked.changes} /> : null}
          <div className="buttons">
            {asked ? (
              <button
                type="button"
                disabled={busy || blocked !== null || because.trim() === ''}
                onClick={() => void mend(asked.seen)}
              >
                Take it so
              </button>
            ) : null}
            <button
              type="submit"
              className="primary"
              title={blocked ?? undefined}
              disabled={busy || blocked !== null || values.length === 0 || because.trim() === ''}
            >
              Mend
            </button>
          </div>
        </form>
      )}
    </div>
  );
}
