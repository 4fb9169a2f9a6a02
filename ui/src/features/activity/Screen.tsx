import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/generated/commands';
import { question } from '../../api/query';
import { ErrorBox } from '../../components';
import { atDesk } from '../../lib/desk';
import type { Nav, Told } from '../../lib/nav';
import { stopTime } from '../../lib/time';

/** Entries of the book that are shown at first, and more at each wish. */
const SOME = 200;

/** The inbox: what was told stays until it is cleared, also over a restart; below it the book's newest entries. */
export function ActivityScreen({ inbox, clear, nav }: { inbox: Told[]; clear: () => void; nav: Nav }) {
  const [limit, setLimit] = useState(SOME);
  const book = useQuery({ ...question(api.activity, { limit }), placeholderData: keepPreviousData });
  const entries = book.data?.entries ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen that scrolls is reached by keys
    <section className="activity" tabIndex={0} aria-label="Activity">
      <header className="batch-head">
        <h1>Activity</h1>
        <span className="spring" />
        <button type="button" disabled={inbox.length === 0} onClick={clear}>
          Clear the inbox
        </button>
      </header>
      {inbox.length === 0 ? (
        <p className="faint">
          Nothing is in the inbox: what is done, refused or goes wrong stays here until you clear it.
        </p>
      ) : null}
      <ul className="inbox">
        {inbox.map((told, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the inbox only grows at its head and is cleared whole
          <li key={inbox.length - at} className={told.good ? 'good' : 'bad'}>
            <strong>{told.title}</strong> {told.at ? <span className="faint">{stopTime(told.at)} UTC</span> : null}
            {(told.lines ?? []).map((line) => (
              <p key={`${line.code ?? ''}${line.text}`}>
                {line.code ? <strong className="code">{line.code} </strong> : null}
                {line.text} {line.next ? <span className="next">{atDesk(line.next)}</span> : null}
                {line.load ? (
                  <button
                    type="button"
                    className="link"
                    onClick={() => line.load && nav.go({ screen: 'load', load: line.load })}
                  >
                    Open {line.load}
                  </button>
                ) : null}
              </p>
            ))}
          </li>
        ))}
      </ul>
      <h2>The book</h2>
      {book.error ? <ErrorBox error={book.error} /> : null}
      <table>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td className="right faint">{entry.seq}</td>
              <td className="faint tight">{stopTime(entry.at)} UTC</td>
              <td>{entry.actor}</td>
              <td className="tight">
                {entry.load ? (
                  <button
                    type="button"
                    className="link"
                    onClick={() => entry.load && nav.go({ screen: 'load', load: entry.load })}
                  >
                    {entry.load}
                  </button>
                ) : (
                  (entry.invoice ?? '')
                )}
              </td>
              <td>{entry.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {book.data && entries.length === 0 ? <p className="faint">Nothing was decided yet.</p> : null}
      {entries.length < limit ? null : (
        <button type="button" disabled={book.isPlaceholderData} onClick={() => setLimit(limit + SOME)}>
          Older entries
        </button>
      )}
    </section>
  );
}
