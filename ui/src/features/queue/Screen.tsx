import { useCallback, useEffect, useRef, useState } from 'react';
import type { About } from '../../api/generated/About';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import type { SortKey } from '../../api/generated/SortKey';
import { EVERYTHING, useSummary } from '../../api/query';
import { Ask, Changed, Empty, ErrorBox, Fate, Grid, type Sort } from '../../components';
import { addressed } from '../../lib/desk';
import type { Nav } from '../../lib/nav';
import { plain } from '../../lib/words';
import { useDecisions } from './decisions';
import { COLUMNS } from './parts/columns';
import { Filters } from './parts/Filters';
import { Foot } from './parts/Foot';
import { OfNoLoad, Waiting } from './parts/Waiting';
import { Words } from './parts/Words';
import { useRows } from './queries';

type View = { ask: QueueAsk; current: number };
type Holding = { load: string; shown: string; answers: Record<string, string> };

/** Where somebody was; what an older version did not know to ask is as it is for everything, and so is an order that has gone. */
function remembered(nav: Nav): View {
  const { ask, current } = nav.remembered<View>('queue', { ask: EVERYTHING, current: 0 });
  const sort = COLUMNS.some((column) => column.sort && column.sort === ask.sort) ? ask.sort : null;
  return { ask: { ...EVERYTHING, ...ask, sort }, current };
}

function sorted(ask: QueueAsk, key: SortKey): Partial<QueueAsk> {
  if (ask.sort !== key) return { sort: key, descending: false };
  return ask.descending ? { sort: null, descending: false } : { descending: true };
}

export function QueueScreen({ about, nav }: { about: About; nav: Nav }) {
  const [view, setView] = useState<View>(() => remembered(nav));
  const [chosen, setChosen] = useState<Map<string, QueueRow>>(new Map());
  const [holding, setHoldingNow] = useState<Holding | null>(() => nav.remembered<Holding | null>('holding', null));
  const [fateOf, setFateOf] = useState<string | null>(null);
  const desk = useDecisions(nav);
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
  const open = (load: string) => nav.go({ screen: 'load', load });
  const holdIt = (r: QueueRow) => setHolding({ load: addressed(r), shown: r.load, answers: {} });
  const approve = (at: QueueRow | undefined) =>
    void desk.approve(chosen.size > 0 ? [...chosen.values()] : at ? [at] : [], () => setChosen(new Map()));
  const toggle = (r: QueueRow) =>
    setChosen((all) => {
      const next = new Map(all);
      if (!next.delete(r.load)) next.set(r.load, r);
      return next;
    });
  const onKey = (key: string, at: QueueRow | undefined) => {
    if (key === 'a') approve(at);
    else if (key === 'h' && at) holdIt(at);
    else if (key === 'u') void desk.takeBack();
    else if (key === 'd') setAsk({ differing: !ask.differing, state: null, hold: null });
    else if (key === '/') search.current?.focus();
    else if (key === 'Escape') setChosen(new Map());
    else return false;
    return true;
  };
  const sort: Sort<SortKey> = { key: ask.sort, descending: ask.descending };
  const clear = () => setAsk(EVERYTHING);

  return (
    <section className="queue" aria-label="Queue">
      <Filters ask={ask} setAsk={setAsk} clear={clear} summary={summary.data} about={about} search={search} />
      <Waiting stale={summary.data?.stale ?? 0} nav={nav} />
      <OfNoLoad rows={summary.data?.of_no_load ?? 0} nav={nav} />
      <Changed lines={desk.changed} onLook={open} onClose={desk.looked} />
      {rows.error ? <ErrorBox error={rows.error} /> : null}
      {rows.total === 0 && !rows.waiting ? (
        <Nothing ask={ask} empty={Object.keys(summary.data?.states ?? {}).length === 0} nav={nav} clear={clear} />
      ) : (
        <Grid
          label="Loads"
          columns={COLUMNS}
          total={rows.total}
          rowAt={rows.rowAt}
          keyOf={(r) => r.load}
          current={Math.min(current, Math.max(0, rows.total - 1))}
          onCurrent={setCurrent}
          onOpen={(r) => open(addressed(r))}
          selected={new Set(chosen.keys())}
          onSelect={toggle}
          onNeed={rows.need}
          sort={sort}
          onSort={(key) => setAsk(sorted(ask, key))}
          onKey={onKey}
        />
      )}
      <Words row={row} nav={nav} blocked={desk.blocked} onFate={setFateOf} />
      <Foot
        total={rows.total}
        chosen={[...chosen.values()]}
        row={row}
        undo={desk.undo.length}
        busy={desk.busy}
        blocked={desk.blocked}
        onUndo={() => void desk.takeBack()}
        onHold={holdIt}
        onApprove={() => approve(row)}
      />
      {holding ? (
        <Ask
          question={{
            title: `Hold ${holding.shown ?? holding.load}`,
            text: 'It is not billed until somebody releases it. An approval that was not sent is taken back.',
            button: 'Hold',
          }}
          kept={holding.answers}
          onType={(answers) => nav.remember('holding', { ...holding, answers })}
          onClose={() => setHolding(null)}
          onDone={({ reason = '' }) => {
            setHolding(null);
            void desk.hold(holding.load, holding.shown ?? holding.load, reason);
          }}
        />
      ) : null}
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
  if (ask.differing) {
    return (
      <Empty title="Nothing that was posted has changed since">
        <p>A sync finds it out: what comes late for a load that was billed is compared with its invoice.</p>
        <button type="button" onClick={clear}>
          Show all loads
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
