import { useCallback, useEffect, useRef, useState } from 'react';
import type { About } from '../../api/generated/About';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { useOffered } from '../../api/offer';
import { EVERYTHING, useSummary } from '../../api/query';
import { Changed, ErrorBox, Fate, Grid } from '../../components';
import { addressed } from '../../lib/desk';
import type { Nav } from '../../lib/nav';
import { inSight, keysToMain } from '../../lib/sight';
import { count } from '../../lib/words';
import { useQueueKeys } from './acts';
import { isReady, useDecisions } from './decisions';
import { ColumnList } from './parts/ColumnList';
import { ApproveThem, HoldIt, type Holding } from './parts/Dialogs';
import { Filters } from './parts/Filters';
import { Foot } from './parts/Foot';
import { Nothing } from './parts/Nothing';
import { OfNoLoad, Waiting } from './parts/Waiting';
import { Words } from './parts/Words';
import { everyRow, useRange, useRows } from './queries';
import { useSelection } from './selection';
import { columnsOf, type Layout, laidOut, rememberedView, sorted, type View } from './view';

export function QueueScreen({ about, nav }: { about: About; nav: Nav }) {
  const [view, setView] = useState<View>(() => rememberedView(nav));
  const [layout, setLayoutNow] = useState<Layout>(() => nav.remembered<Layout>('columns', []));
  const [holding, setHoldingNow] = useState<Holding | null>(() => nav.remembered<Holding | null>('holding', null));
  const [fateOf, setFateOf] = useState<string | null>(null);
  const [asking, setAsking] = useState<QueueRow[] | null>(null);
  const [listing, setListing] = useState(false);
  const [said, setSaid] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const selection = useSelection();
  const { chosen } = selection;
  const summary = useSummary();
  const { ask } = view;
  const rows = useRows(ask, view.current);
  const current = Math.min(view.current, Math.max(0, rows.total - 1));
  const row = rows.rowAt(current);
  const desk = useDecisions(nav, rows.of);
  const between = useRange(ask);
  const columns = columnsOf(layout);

  useEffect(() => nav.remember('queue', view), [view, nav]);
  useEffect(() => keysToMain(true), []);
  const keep = (key: string, set: (value: never) => void) => (value: unknown) => {
    set(value as never);
    nav.remember(key, value);
  };
  const setHolding: (next: Holding | null) => void = keep('holding', setHoldingNow);
  const setLayout: (next: Layout) => void = keep('columns', setLayoutNow);
  const setAsk = useCallback((change: Partial<QueueAsk>) => {
    setView((v) => ({ ask: { ...v.ask, ...change }, current: 0 }));
  }, []);
  /** Another filter shows other loads: what was selected is let go, and that is said. */
  const filter = (change: Partial<QueueAsk>) => {
    if (chosen.size > 0) setSaid(`${count(chosen.size, 'selected load')} let go: another filter.`);
    selection.clear();
    setAsk(change);
  };
  const setCurrent = useCallback((at: number) => setView((v) => ({ ...v, current: at })), []);
  const open = (load: string) => nav.go({ screen: 'load', load, among: { ask, at: current } });
  const holdIt = (r: QueueRow) => setHolding({ load: addressed(r), shown: r.load, answers: {} });
  const approveNow = (them: QueueRow[]) =>
    void desk.approve(them, (gone) => {
      const first = chosen.size > 0 ? firstOf(gone, rows.rowAt, current) : null;
      selection.clear();
      if (first !== null && ask.state) setCurrent(first);
    });
  const approve = () => {
    const them = chosen.size > 0 ? [...chosen.values()] : row ? [row] : [];
    if (desk.blocked) approveNow(them);
    else if (chosen.size > 0) {
      if (them.some((one) => !inSight(addressed(one)))) setAsking(them);
      else approveNow(them);
    } else if (row && !isReady(row)) setSaid(`${row.load} is ${row.state.replaceAll('_', ' ')}: nothing was approved.`);
    else if (row && !desk.isSettled(row)) approveNow(them);
  };
  const approveAll = async () => {
    const them = (await everyRow({ ...ask, state: 'ready', hold: null })).filter(isReady);
    if (them.length > 0) setAsking(them);
    else setSaid('Nothing that is ready is in view.');
  };
  const range = async (from: number, to: number) => selection.only(await between(from, to));
  const clear = () => filter(EVERYTHING);
  const acts = useQueueKeys({
    nav,
    ask,
    row,
    rows,
    chosen: [...chosen.values()],
    columns,
    summary: summary.data,
    selection,
    approve,
    filter,
    search,
    approveAll: () => void approveAll(),
    selectAll: () => void range(0, rows.total - 1),
    hold: () => row && holdIt(row),
    list: () => setListing(true),
    say: setSaid,
  });
  useOffered(acts, nav);

  return (
    <section className="queue" aria-label="Queue">
      <Filters ask={ask} setAsk={filter} clear={clear} summary={summary.data} about={about} search={search} />
      <Waiting stale={summary.data?.stale ?? 0} nav={nav} />
      <OfNoLoad rows={summary.data?.of_no_load ?? 0} nav={nav} />
      <Changed lines={desk.changed} onLook={(load) => nav.go({ screen: 'load', load })} onClose={desk.looked} />
      {rows.error ? <ErrorBox error={rows.error} /> : null}
      {rows.total === 0 && !rows.waiting ? (
        <Nothing
          ask={ask}
          empty={Object.keys(summary.data?.states ?? {}).length === 0}
          nav={nav}
          clear={clear}
          widen={() => filter({ state: null, customer: null, hold: null })}
        />
      ) : (
        <Grid
          label="Loads"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          keyOf={addressed}
          current={current}
          onCurrent={setCurrent}
          onOpen={(r) => open(addressed(r))}
          selected={new Set(chosen.keys())}
          onSelect={selection.toggle}
          onRange={(from, to) => void range(from, to)}
          onNeed={rows.need}
          sort={{ key: ask.sort, descending: ask.descending }}
          onSort={(key, inverse) => setAsk(sorted(ask, key, inverse))}
          onWidth={(key, width) => setLayout(laidOut(layout).map((one) => (one.key === key ? { ...one, width } : one)))}
        />
      )}
      <Words row={row} nav={nav} blocked={desk.blocked} onFate={setFateOf} />
      <Foot
        total={rows.total}
        said={said}
        chosen={[...chosen.values()]}
        row={row}
        nav={nav}
        busy={desk.busy}
        blocked={desk.blocked}
        onHold={holdIt}
        onApprove={approve}
        onApproveAll={() => void approveAll()}
      />
      {holding ? (
        <HoldIt
          holding={holding}
          onType={(answers) => nav.remember('holding', { ...holding, answers })}
          onClose={() => setHolding(null)}
          onDone={(reason) => {
            setHolding(null);
            void desk.hold(holding.load, holding.shown ?? holding.load, reason);
          }}
        />
      ) : null}
      {asking ? (
        <ApproveThem
          rows={asking}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null);
            approveNow(asking);
          }}
        />
      ) : null}
      {listing ? <ColumnList layout={layout} onLayout={setLayout} onClose={() => setListing(false)} /> : null}
      {fateOf ? (
        <Fate
          invoice={fateOf}
          onClose={() => setFateOf(null)}
          onDone={(billAgain, reason) => {
            setFateOf(null);
            void desk.fate(fateOf, billAgain, reason);
          }}
        />
      ) : null}
    </section>
  );
}

/** The place of the topmost of these rows at or above the current one: none of those that come up is left behind. */
function firstOf(gone: QueueRow[], rowAt: (index: number) => QueueRow | undefined, current: number): number | null {
  const names = new Set(gone.map(addressed));
  const above = current - gone.length - 200;
  for (let at = Math.max(0, above); at <= current; at += 1) {
    const row = rowAt(at);
    if (row && names.has(addressed(row))) return at;
  }
  return null;
}
