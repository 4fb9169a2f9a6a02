import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { LoadDetail } from '../../api/generated/LoadDetail';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { useNeighbours } from '../../api/neighbours';
import { useOffered } from '../../api/offer';
import { usePress } from '../../api/press';
import { question } from '../../api/query';
import { Ask, Changed, ErrorBox, Fate } from '../../components';
import { keyOf, useKeymap } from '../../lib/keys';
import type { Action, Among, Nav } from '../../lib/nav';
import { Charges } from './parts/Charges';
import { Desk, entryAt, sayable } from './parts/Desk';
import { Documents } from './parts/Documents';
import { BillTo, History, NearMisses, Shares, Stops } from './parts/Facts';
import { canTakeBack, Head } from './parts/Head';
import { Holds, shownHolds } from './parts/Holds';
import { Difference, Elsewhere, Stale, Stuck } from './parts/State';
import { approve, type Kind, questions, settled } from './questions';
import { toAttest } from './say/papers';
import { DESK, type Saying, useSaying } from './say/saying';
import { holdKey, waysOf } from './say/ways';
import { isApproved, isOpen, isSayable } from './states';

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
  const approved = isApproved(detail.state);
  const of = (title: string) => `${title.replace(/ …$/, '')} (${detail.load}) …`;
  const ends = shownHolds(detail).some((hold) => waysOf(hold, detail).length > 0);
  const may = (allowed: boolean, title: string, key: string | undefined, does: () => void): Action[] =>
    allowed ? [{ title, key, does }] : [];
  return [
    ...may(open && !approved, `Approve ${detail.load}`, keyOf('approveLoad'), approveIt),
    ...may(open, `Hold ${detail.load} …`, keyOf('holdLoad'), () => ask('hold')),
    ...may(ends, of('End the first hold'), keyOf('endFirst'), () => endFirst(detail, saying, nav)),
    ...may(isSayable(detail.state), of('Adjust a charge'), keyOf('adjust'), () => saying.start('adjust', DESK)),
    ...may(
      detail.holds.some((hold) => hold.released),
      of('Release'),
      keyOf('release'),
      () => release(detail, saying),
    ),
    ...may(canTakeBack(detail), of('Take the approval back'), keyOf('takeBack'), () => ask('takeBack')),
    ...sayable(detail).map(({ label, form, key }) => ({
      title: of(label),
      key: key && keyOf(key),
      does: () => saying.start(form, DESK),
    })),
  ];
}

export function LoadScreen({ load, among, nav }: { load: string; among?: Among; nav: Nav }) {
  useKeymap();
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
  const { previous, next } = useNeighbours(load, among, nav);
  const steps: Action[] = [
    ...(next ? [{ title: 'Next load', key: keyOf('next'), does: next }] : []),
    ...(previous ? [{ title: 'Previous load', key: keyOf('previous'), does: previous }] : []),
  ];
  const all = [...acts, ...steps];
  useOffered(all, nav);
  // A form that stands open is answered first.
  usePress(saying.open || mine ? [] : all, (event) => {
    if (event.key !== 'Escape' || mine) return false;
    if (saying.open) saying.close();
    else nav.back();
    return true;
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
        previous={previous}
        next={next}
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
