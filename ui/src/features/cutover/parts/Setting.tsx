import { useState } from 'react';
import type { CutOverReport } from '../../../api/generated/CutOverReport';
import { api } from '../../../api/generated/commands';
import { shell } from '../../../api/shell';
import { ErrorBox } from '../../../components';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';
import { Counts } from './Counts';
import { Lines } from './Lines';

type From = 'nobody' | 'picked' | 'erp';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const LISTS: { value: From; label: string; text: string }[] = [
  { value: 'nobody', label: 'No list.', text: 'What was delivered before the day was billed elsewhere, all of it.' },
  {
    value: 'picked',
    label: 'A file.',
    text: 'What it names was billed; what else is of the time before is asked. CSV or XLSX.',
  },
  { value: 'erp', label: 'The ERP.', text: 'It lists what stands in its accounts.' },
];

/** The day and the list: looked at first, then set. */
export function Setting({
  report,
  busy,
  blocked,
  nav,
  decide,
}: {
  report: CutOverReport;
  busy: boolean;
  blocked: string | null;
  nav: Nav;
  decide: (what: () => Promise<void>) => Promise<void>;
}) {
  const [day, setDay] = useState(report.day ?? '');
  const [from, setFrom] = useState<From>('nobody');
  const [file, setFile] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState<CutOverReport | null>(null);
  const [looking, setLooking] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const list = from === 'nobody' ? null : from;
  const complete = DAY.test(day.trim()) && (from !== 'picked' || file !== null);
  const changed = () => setTried(null);
  const attempt = async (what: () => Promise<void>) => {
    setLooking(true);
    setError(null);
    try {
      await what();
    } catch (why) {
      setError(why);
    } finally {
      setLooking(false);
    }
  };
  const pick = () =>
    attempt(async () => {
      const chosen = await shell.pickFile();
      if (chosen === null) return;
      setFile(chosen);
      setFrom('picked');
      changed();
    });
  const look = () => attempt(async () => setTried(await api.cutOverTry({ day: day.trim(), list })));
  const set = (said: string) =>
    decide(async () => {
      const done = await api.cutOverSet({
        day: said,
        list: said === 'none' ? null : list,
        reason: reason.trim() || null,
      });
      const left = done.asked.count;
      nav.tell({
        title: said === 'none' ? 'Nothing was billed before' : `The cut-over is ${said}`,
        good: true,
        lines: left > 0 ? [{ text: `${count(left, 'load')} asked: were these invoiced?` }] : [],
      });
    });

  const off = busy || looking;
  return (
    <form
      className="setting"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !off) void look();
      }}
    >
      <label>
        The first day that is billed here
        <input
          name="day"
          value={day}
          placeholder="2025-03-01"
          onChange={(event) => {
            setDay(event.target.value);
            changed();
          }}
        />
      </label>
      <fieldset className="choice">
        <legend>What was invoiced before is told by</legend>
        {LISTS.map(({ value, label, text }) => (
          <label key={value}>
            <input
              type="radio"
              name="list"
              value={value}
              checked={from === value}
              onChange={() => {
                setFrom(value);
                changed();
              }}
            />
            <span>
              <strong>{label}</strong> {text}{' '}
              {value === 'picked' ? (
                <button type="button" disabled={off} onClick={() => void pick()}>
                  {file ?? 'Pick it …'}
                </button>
              ) : null}
            </span>
          </label>
        ))}
      </fieldset>
      <label>
        Reason, for the book
        <input name="reason" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {error ? <ErrorBox error={error} /> : null}
      <div className="buttons left">
        <button type="submit" className={tried ? undefined : 'primary'} disabled={!complete || off}>
          Look what it would do
        </button>
        <button
          type="button"
          className={tried ? 'primary' : undefined}
          title={blocked ?? (tried ? undefined : 'Look at it first')}
          disabled={!complete || off || !tried || blocked !== null}
          onClick={() => void set(day.trim())}
        >
          Set it
        </button>
        <span className="spring" />
        <button
          type="button"
          title={blocked ?? undefined}
          disabled={off || blocked !== null || from !== 'nobody' || day.trim() !== ''}
          onClick={() => void set('none')}
        >
          Nothing was billed before
        </button>
      </div>
      {looking ? <p className="waiting">Looking through all loads …</p> : null}
      {tried ? (
        <div role="status" data-testid="cutover-tried">
          <p>
            <strong>Nothing is set yet.</strong> It would stand like this:
          </p>
          <Counts report={tried} />
          <Lines report={tried} nav={nav} />
        </div>
      ) : null}
    </form>
  );
}
