import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { LoadDetail } from '../../api/generated/LoadDetail';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { question } from '../../api/query';
import { Ask, Changed, ErrorBox, Fate } from '../../components';
import type { Action, Nav } from '../../lib/nav';
import { Charges } from './parts/Charges';
import { Desk, entryAt, sayable } from './parts/Desk';
import { Documents } from './parts/Documents';
import { BillTo, History, NearMisses, Shares, Stops } from './parts/Facts';
import { Head } from './parts/Head';
import { Holds, shownHolds } from './parts/Holds';
import { Difference, Elsewhere, Stale, Stuck } from './parts/State';
import { approve, type Kind, questions, settled } from './questions';
import { toAttest } from './say/papers';
import { DESK, type Saying, useSaying } from './say/saying';
import { holdKey, waysOf } from './say/ways';
import { isApproved, isOpen } from './states';

type Open = { load: string; kind: Kind | 'fate'; invoice?: string; answers: Record<string, string> };

/** Where on the page something may stand open: at a hold, at what was said, else in the desk's section. */
function isPlace(at: string, detail: LoadDetail): boolean {
  const { desk } = detail;
  return (
    at === DESK || shownHolds(detail).some((hold) => holdKey(hold) === at) || desk.some((s) => entryAt(s.entry) === at)
  );
}

/** Opens what likeliest ends the first hold that ends here. */
function endFirst(detail: LoadDetail, saying: Saying, nav: Nav) {
  for (const hold of shownHolds(detail)) {
    const way = waysOf(hold, detail)[0];
    if (!way) continue;
    if ('goes' in way) nav.go(way.goes);
    else saying.start(way.form, holdKey(hold), way.given);
    return;
  }
}

/** Opens the release at the first hold that one ends. */
function release(detail: LoadDetail, saying: Saying) {
  const hold = shownHolds(detail).find((one) => one.released);
  saying.start('release', hold ? holdKey(hold) : DESK);
}

/** What can be done on this page: by its key, and by Find. */
function actions(
  detail: LoadDetail,
  saying: Saying,
  nav: Nav,
  ask: (kind: Kind) => void,
  approveIt: () => void,
): Action[] {
  const open = isOpen(detail.state);
  const of = (title: string) => `${title.replace(/ …$/, '')} (${detail.load}) …`;
  const ends = shownHolds(detail).some((hold) => waysOf(hold, detail).length > 0);
  return [
    ...(open && !isApproved(detail.state) ? [{ title: `Approve ${detail.load}`, key: 'a', does: approveIt }] : []),
    ...(open ? [{ title: `Hold ${detail.load} …`, key: 'h', does: () => ask('hold') }] : []),
    ...(ends ? [{ title: of('End the first hold'), key: 'e', does: () => endFirst(detail, saying, nav) }] : []),
    ...sayable(detail).map(({ label, form, key }) => ({ title: of(label), key, does: () => saying.start(form, DESK) })),
  ];
}

export function LoadScreen({ load, nav }: { load: string; nav: Nav }) {
  const shown = useQuery(question(api.show, { load }));
  const [opened, setOpenedNow] = useState<Open | null>(() => nav.remembered<Open | null>('asking', null));
  const [changed, setChanged] = useState<RefusedLine[]>([]);
  const { busy, blocked, decide } = useDecide(nav);
  const detail = shown.data;
  const setOpened = (next: Open | null) => {
    setOpenedNow(next);
    nav.remember('asking', next);
  };
  const ask = (kind: Kind | 'fate', invoice?: string) => setOpened({ load, kind, invoice, answers: {} });
  const approveIt = () => decide(async () => detail && setChanged(await approve(load, detail, nav)));

  const mine = opened?.load === load ? opened : null;
  const saying = useSaying(load, detail, nav, blocked);
  const acts = detail ? actions(detail, saying, nav, ask, () => void approveIt()) : [];
  useOffered(acts, nav);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || mine) return;
      const act = saying.open ? undefined : acts.find((one) => one.key === event.key);
      if (event.key === 'Escape') saying.open ? saying.close() : nav.back();
      else if (act) act.does();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  if (shown.error) return <ErrorBox error={shown.error} />;
  if (!detail) return <p className="waiting">Reading {load} …</p>;
  const said = saying.open;
  const attested = said?.form === 'attest' ? (said.answers.document ?? toAttest(detail)) : undefined;
  return (
    <section className="load" aria-label={`Load ${detail.load}`}>
      <Head
        detail={detail}
        blocked={blocked}
        busy={busy}
        nav={nav}
        ask={ask}
        onAdjust={() => saying.start('adjust', DESK)}
        onRelease={() => release(detail, saying)}
        onApprove={() => void approveIt()}
      />
      <Changed lines={changed} onClose={() => setChanged([])} />
      <Stale detail={detail} nav={nav} />
      <div className="panes">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls is reached by keys */}
        <div className="pane" tabIndex={0} role="region" aria-label="Charges and facts">
          <Elsewhere detail={detail} />
          <Difference detail={detail} />
          <Stuck detail={detail} blocked={blocked} busy={busy} nav={nav} ask={ask} />
          <Holds detail={detail} saying={saying} nav={nav} />
          <Desk detail={detail} saying={saying} placeless={said !== null && !isPlace(said.at, detail)} />
          <Charges detail={detail} />
          <Shares detail={detail} />
          <NearMisses detail={detail} />
          <BillTo detail={detail} />
          <Stops detail={detail} />
          <History detail={detail} nav={nav} />
        </div>
        <Documents detail={detail} load={load} attested={attested} />
      </div>
      {mine ? (
        <AskDialog
          opened={mine}
          load={load}
          detail={detail}
          nav={nav}
          onType={(answers) => nav.remember('asking', { ...mine, answers })}
          onClose={() => setOpened(null)}
          onDone={(does) => {
            setOpened(null);
            void decide(does);
          }}
        />
      ) : null}
    </section>
  );
}

/** Find has what can be done here, for as long as this page is shown. */
function useOffered(acts: Action[], nav: Nav) {
  const now = useRef(acts);
  now.current = acts;
  const offers = useMemo(() => () => now.current, []);
  useEffect(() => {
    nav.offer(offers);
    return () => nav.offer(() => []);
  }, [nav, offers]);
}

function AskDialog({
  opened,
  load,
  detail,
  nav,
  onType,
  onClose,
  onDone,
}: {
  opened: Open;
  load: string;
  detail: LoadDetail;
  nav: Nav;
  onType: (answers: Record<string, string>) => void;
  onClose: () => void;
  onDone: (does: () => Promise<void>) => void;
}) {
  const { kind, invoice = '', answers } = opened;
  if (kind === 'fate') {
    return (
      <Fate
        invoice={invoice}
        loads={detail.invoices.find((i) => i.invoice === invoice)?.loads}
        kept={answers}
        onType={onType}
        onClose={onClose}
        onDone={(billAgain, reason) => onDone(() => settled(nav, invoice, billAgain, reason))}
      />
    );
  }
  const asking = questions(load, detail, nav, invoice)[kind];
  return (
    <Ask
      question={asking}
      kept={answers}
      onType={onType}
      onClose={onClose}
      onDone={(given) => onDone(() => asking.does(given))}
    />
  );
}
