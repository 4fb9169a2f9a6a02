import { type RefObject, useEffect, useState } from 'react';
import type { About } from '../../../api/generated/About';
import type { QueueAsk } from '../../../api/generated/QueueAsk';
import type { QueueSummary } from '../../../api/generated/QueueSummary';
import { Key } from '../../../components';
import type { KeyName } from '../../../lib/keys';
import { grouped } from '../../../lib/money';
import { keysToMain } from '../../../lib/sight';
import { plain } from '../../../lib/words';
import { useDiffering } from '../queries';
import { shownStates, toState } from '../states';

/** States as tabs with their counts; search, customer and reason beside them. */
export function Filters({
  ask,
  setAsk,
  clear,
  summary,
  about,
  search,
}: {
  ask: QueueAsk;
  setAsk: (change: Partial<QueueAsk>) => void;
  clear: () => void;
  summary: QueueSummary | undefined;
  about: About;
  search: RefObject<HTMLInputElement | null>;
}) {
  const states = summary?.states ?? {};
  const all = Object.values(states).reduce((n, m) => n + (m ?? 0), 0);
  const shown = shownStates(summary, ask);
  const [typed, setTyped] = useState(ask.search ?? '');
  useEffect(() => {
    const later = setTimeout(() => typed !== (ask.search ?? '') && setAsk({ search: typed || null }), 150);
    return () => clearTimeout(later);
  }, [typed, ask.search, setAsk]);
  const differing = useDiffering();
  // Whoever chose a tab goes on in the list.
  const show = (change: Partial<QueueAsk>) => {
    setAsk(change);
    keysToMain(true);
  };
  return (
    <header className="filters">
      <div className="tabs" role="toolbar" aria-label="State">
        <button
          type="button"
          aria-pressed={!ask.state && !ask.differing}
          onClick={() => show({ state: null, hold: null, differing: false })}
        >
          All <span className="count">{grouped(String(all))}</span> <Key of="tabAll" />
        </button>
        {shown.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={ask.state === state}
            onClick={() => show(toState(ask, state))}
          >
            {plain(state)} <span className="count">{grouped(String(states[state] ?? 0))}</span>{' '}
            <Key of={`tab_${state}` as KeyName} />
          </button>
        ))}
        {differing > 0 || ask.differing ? (
          <button
            type="button"
            aria-pressed={ask.differing}
            title="Posted loads of which something else is due now than was billed"
            onClick={() => show({ differing: !ask.differing, state: null, hold: null })}
          >
            Changed after posting <span className="count">{grouped(String(differing))}</span> <Key of="differing" />
          </button>
        ) : null}
      </div>
      <div className="narrow">
        <input
          ref={search}
          type="search"
          aria-label="Search load or customer"
          placeholder="Load or customer  /"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'Escape') {
              if (event.key === 'Escape') setTyped('');
              keysToMain(true);
            }
          }}
        />
        <select
          aria-label="Customer"
          value={ask.customer ?? ''}
          onChange={(e) => setAsk({ customer: e.target.value || null })}
        >
          <option value="">Every customer</option>
          {about.customers.map((customer) => (
            <option key={customer}>{customer}</option>
          ))}
        </select>
        <select
          aria-label="Reason for the hold"
          value={ask.hold ?? ''}
          onChange={(e) => {
            const hold = summary?.held.find((held) => held.code === e.target.value)?.code ?? null;
            setAsk({ hold, ...(hold ? { state: 'held' } : {}) });
          }}
        >
          <option value="">Every reason</option>
          {(summary?.held ?? []).map((held) => (
            <option key={held.code} value={held.code}>
              {plain(held.code)} ({held.loads}) · {held.owner}
            </option>
          ))}
        </select>
        {ask.state || ask.differing || ask.customer || ask.hold || ask.search || ask.sort ? (
          <button
            type="button"
            onClick={() => {
              setTyped('');
              clear();
              keysToMain(true);
            }}
          >
            Clear
          </button>
        ) : null}
      </div>
    </header>
  );
}
