import { useCallback, useEffect, useRef, useState } from 'react';
import { decided, useDecide } from '../../api/decide';
import type { About } from '../../api/generated/About';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { api } from '../../api/invoke';
import { EVERYTHING } from '../../api/query';
import { Ask, type Column, Empty, ErrorBox, Grid, HoldChip, Money, type Sort, StateChip } from '../../components';
import { byCurrency, grouped } from '../../lib/money';
import type { Nav } from '../../lib/nav';
import { count, papers, plain } from '../../lib/words';
import { Filters } from './parts/Filters';
import { useRows, useSummary } from './queries';

type View = { ask: QueueAsk; current: number };
type Holding = { load: string; answers: Record<string, string> };

const COLUMNS: Column<QueueRow>[] = [
  { key: 'load', title: 'Load', width: '92px', sort: true, cell: (r) => <strong>{r.load}</strong> },
  { key: 'customer', title: 'Customer', width: '104px', sort: true, cell: (r) => r.customer ?? 'unknown' },
  { key: 'delivered', title: 'Delivered', width: '90px', sort: true, cell: (r) => r.delivered ?? '' },
  {
    key: 'age',
    title: 'Age',
    width: '48px',
    align: 'right',
    cell: (r) => (r.age_days === null ? '' : `${r.age_days} d`),
  },
  { key: 'state', title: 'State', width: '84px', cell: (r) => <StateChip state={r.state} /> },
  {
    key: 'holds',
    title: 'Holds and warnings',
    width: 'minmax(120px, 1fr)',
    cell: (r) => (
      <span className="chips">
        {r.holds.map((h) => (
          <HoldChip
            key={`${h.code}${h.stop ?? ''}${h.document ?? ''}${h.charge ?? ''}`}
            code={h.code}
            title={`${h.message}. ${h.owner}: ${h.next_step}`}
          />
        ))}
        {r.warnings.map((w) => (
          <span key={w} className="chip tone-note">
            {plain(w)}
          </span>
        ))}
      </span>
    ),
  },
  {
    key: 'documents',
    title: 'Documents',
    width: '112px',
    cell: (r) => <span title={r.documents.map(plain).join(', ')}>{papers(r.documents)}</span>,
  },
  {
    key: 'total',
    title: 'Computed',
    width: '118px',
    align: 'right',
    sort: true,
    cell: (r) => <Money amount={r.total} currency={r.currency} strong />,
  },
  {
    key: 'expected',
    title: 'Expected',
    width: '84px',
    roomy: true,
    align: 'right',
    cell: (r) => <Money amount={r.expected_total} />,
  },
  {
    key: 'variance',
    title: 'Variance',
    width: '78px',
    align: 'right',
    sort: true,
    cell: (r) =>
      r.variance === null || /^-?0(\.0+)?$/.test(r.variance) ? (
        <span className="faint">–</span>
      ) : (
        <Money amount={r.variance} />
      ),
  },
];

/** Where somebody was; what an older version did not know to ask is as it is for everything. */
function remembered(nav: Nav): View {
  const { ask, current } = nav.remembered<View>('queue', { ask: EVERYTHING, current: 0 });
  return { ask: { ...EVERYTHING, ...ask }, current };
}

export function QueueScreen({ about, nav }: { about: About; nav: Nav }) {
  const [view, setView] = useState<View>(() => remembered(nav));
  const [chosen, setChosen] = useState<Map<string, QueueRow>>(new Map());
  const [holding, setHoldingNow] = useState<Holding | null>(() => nav.remembered<Holding | null>('holding', null));
  const [undo, setUndo] = useState<string[]>([]);
  const [busy, decide] = useDecide(nav);
  const search = useRef<HTMLInputElement>(null);
  const summary = useSummary();
  const { ask, current } = view;
  const rows = useRows(ask);
  const row = rows.rowAt(current);

  useEffect(() => nav.remember('queue', view), [view, nav]);
  useEffect(() => document.querySelector<HTMLElement>('[data-grid]')?.focus(), []);
  const setHolding = (next: Holding | null) => {
    setHoldingNow(next);
    nav.remember('holding', next);
  };
  const setAsk = useCallback((change: Partial<QueueAsk>) => {
    setView((v) => ({ ask: { ...v.ask, ...change }, current: 0 }));
  }, []);
  const setCurrent = useCallback((at: number) => setView((v) => ({ ...v, current: at })), []);

  const approve = (loads: string[]) =>
    decide(async () => {
      if (loads.length === 0) return;
      const done = await api.approve(loads);
      setUndo(done.approved);
      setChosen(new Map());
      nav.tell(decided(`${count(done.approved.length, 'load')} approved`, done.refused));
    });
  const takeBack = () =>
    decide(async () => {
      if (undo.length === 0) return;
      for (const load of undo) await api.withdraw(load, 'undone at the desk');
      nav.tell({ title: `Approval of ${count(undo.length, 'load')} taken back`, good: true });
      setUndo([]);
    });
  const hold = (load: string, reason: string) =>
    decide(async () => {
      const done = await api.hold(load, reason);
      nav.tell(decided(`${load} held: ${reason}`, done.refused, done.done.length > 0));
    });

  const toggle = (r: QueueRow) =>
    setChosen((all) => {
      const next = new Map(all);
      if (!next.delete(r.load)) next.set(r.load, r);
      return next;
    });
  const onKey = (key: string, at: QueueRow | undefined) => {
    const loads = chosen.size > 0 ? [...chosen.keys()] : at ? [at.load] : [];
    if (key === 'a') void approve(loads);
    else if (key === 'h' && at) setHolding({ load: at.load, answers: {} });
    else if (key === 'u') void takeBack();
    else if (key === '/') search.current?.focus();
    else if (key === 'Escape') setChosen(new Map());
    else return false;
    return true;
  };
  const sort: Sort = { key: ask.sort, descending: ask.descending };
  const onSort = (key: string) =>
    setAsk(
      ask.sort !== key
        ? { sort: key, descending: false }
        : ask.descending
          ? { sort: null, descending: false }
          : { descending: true },
    );
  const sums = byCurrency([...chosen.values()]);

  return (
    <section className="queue" aria-label="Queue">
      <Filters
        ask={ask}
        setAsk={setAsk}
        clear={() => setAsk(EVERYTHING)}
        summary={summary.data}
        about={about}
        search={search}
      />
      {rows.error ? <ErrorBox error={rows.error} /> : null}
      {rows.total === 0 && !rows.waiting ? (
        <Nothing
          ask={ask}
          empty={Object.keys(summary.data?.states ?? {}).length === 0}
          nav={nav}
          clear={() => setAsk(EVERYTHING)}
        />
      ) : (
        <Grid
          label="Loads"
          columns={COLUMNS}
          total={rows.total}
          rowAt={rows.rowAt}
          keyOf={(r) => r.load}
          current={Math.min(current, Math.max(0, rows.total - 1))}
          onCurrent={setCurrent}
          onOpen={(r) => nav.go({ screen: 'load', load: r.load })}
          selected={new Set(chosen.keys())}
          onSelect={toggle}
          onNeed={rows.need}
          sort={sort}
          onSort={onSort}
          onKey={onKey}
        />
      )}
      <footer className="status-bar">
        <span>{count(rows.total, 'load')}</span>
        {chosen.size > 0 ? (
          <span>
            {chosen.size} selected: {sums.map((s) => `${grouped(s.total)} ${s.currency}`).join(' + ')}
          </span>
        ) : null}
        <span className="spring" />
        {undo.length > 0 ? (
          <button type="button" onClick={() => void takeBack()}>
            Undo approval of {undo.length} <kbd>u</kbd>
          </button>
        ) : null}
        <button
          type="button"
          disabled={!row || busy}
          onClick={() => row && setHolding({ load: row.load, answers: {} })}
        >
          Hold <kbd>h</kbd>
        </button>
        <button
          type="button"
          className="primary"
          disabled={busy || (chosen.size === 0 && !row)}
          onClick={() => void approve(chosen.size > 0 ? [...chosen.keys()] : row ? [row.load] : [])}
        >
          Approve {chosen.size > 0 ? chosen.size : (row?.load ?? '')} <kbd>a</kbd>
        </button>
      </footer>
      {holding ? (
        <Ask
          question={{
            title: `Hold ${holding.load}`,
            text: 'It is not billed until somebody releases it.',
            button: 'Hold',
          }}
          kept={holding.answers}
          onType={(answers) => nav.remember('holding', { ...holding, answers })}
          onClose={() => setHolding(null)}
          onDone={({ reason = '' }) => {
            setHolding(null);
            void hold(holding.load, reason);
          }}
        />
      ) : null}
    </section>
  );
}

function Nothing({ ask, empty, nav, clear }: { ask: QueueAsk; empty: boolean; nav: Nav; clear: () => void }) {
  if (empty) {
    return (
      <Empty title="No loads yet">
        <p>Dispatch delivers files into the drop folder; a sync reads them.</p>
        <button type="button" className="primary" onClick={() => nav.go({ screen: 'sources' })}>
          Go to the sources
        </button>
      </Empty>
    );
  }
  return (
    <Empty title={ask.state ? `Nothing is ${plain(ask.state).toLowerCase()} here` : 'Nothing fits'}>
      <p>Other loads are there; the filter leaves them out.</p>
      <button type="button" onClick={clear}>
        Show all loads
      </button>
    </Empty>
  );
}
