import type { TrialFault } from '../../../api/generated/TrialFault';
import type { TrialReport } from '../../../api/generated/TrialReport';
import { count } from '../../../lib/words';

/** What a row is known by stands first, whatever the columns are called. */
const FIRST = ['load_number', 'customer', 'name', 'seq', 'type', 'status', 'city', 'arrived_at', 'departed_at'];

/** What a fault says, with the column of theirs before it. */
const words = (fault: TrialFault) => `${fault.column ? `${fault.column}: ` : ''}${fault.message} (${fault.code})`;

/** A file's first rows as they would be: a table for each thing that they make, and what is wrong beside it. */
export function Rows({ trial }: { trial: TrialReport }) {
  const kinds = [...new Set(trial.rows.flatMap((row) => row.makes.map((made) => made.kind)))];
  const bad = trial.rows.filter((row) => row.faults.length > 0);
  const made = trial.makes.map((one) => count(one.rows, one.kind.replace(/s$/, ''))).join(', ');
  return (
    <>
      <p role="status" data-testid="trial">
        <strong>{count(trial.read, 'row')}</strong>
        {trial.bad > 0 ? (
          <>
            , <strong className="bad-text">{trial.bad} not taken</strong>
          </>
        ) : null}
        {made ? `: ${made}` : ''}
      </p>
      {trial.unread.length > 0 ? (
        <p>
          Nobody reads <strong>{trial.unread.join(', ')}</strong>: map them, or name them in ignore.
        </p>
      ) : null}
      {trial.ignored.length > 0 ? <p className="faint">Ignored: {trial.ignored.join(', ')}</p> : null}
      {trial.notes.map((note) => (
        <p key={note} className="faint">
          {note}
        </p>
      ))}
      {trial.faults.length > 0 ? (
        <ul className="holds" aria-label="What is wrong">
          {trial.faults.map((cause) => (
            <li key={words(cause.fault)} className="bad">
              {count(cause.rows, 'row')}, the first in line {cause.line}: {words(cause.fault)}
            </li>
          ))}
        </ul>
      ) : null}
      {kinds.map((kind) => (
        <Made key={kind} kind={kind} trial={trial} />
      ))}
      {bad.length > 0 ? (
        <>
          <h2>Not taken, as they came</h2>
          {bad.map((row) => (
            <pre key={row.line}>
              {row.line} {row.content}
            </pre>
          ))}
        </>
      ) : null}
    </>
  );
}

function Made({ kind, trial }: { kind: string; trial: TrialReport }) {
  const rows = trial.rows
    .filter((row) => row.faults.length === 0)
    .flatMap((row) =>
      row.makes.filter((made) => made.kind === kind).map((made) => ({ line: row.line, fields: made.fields })),
    );
  const known = [...new Set(rows.flatMap((row) => row.fields.map((field) => field.column)))];
  const columns = [...FIRST.filter((column) => known.includes(column)), ...known.filter((c) => !FIRST.includes(c))];
  if (rows.length === 0) return null;
  return (
    <>
      <h2>{kind}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is reached by keys */}
      <div className="wide-table" tabIndex={0} role="region" aria-label={`Each ${kind} as it would be`}>
        <table>
          <thead>
            <tr>
              <th className="right">Line</th>
              {columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line may make several of a kind, in this order
              <tr key={`${row.line}-${at}`}>
                <td className="right faint">{row.line}</td>
                {columns.map((column) => {
                  const field = row.fields.find((one) => one.column === column);
                  return (
                    <td key={column} title={field?.from ? `from ${field.from}` : undefined}>
                      {field?.value ?? <span className="faint">–</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
