import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { decided, useDecide } from '../../api/decide';
import type { Decisions } from '../../api/generated/Decisions';
import { api } from '../../api/invoke';
import { Ask, ErrorBox, Money, type Question, StateChip } from '../../components';
import type { Nav } from '../../lib/nav';
import { Charges } from './parts/Charges';
import { Documents } from './parts/Documents';
import { History, Holds, NearMisses, Shares, Stops } from './parts/Facts';

type Asking = Question & { does: (answers: Record<string, string>) => Promise<void> };
type Kind = 'hold' | 'release' | 'takeBack' | 'adjust';
type Open = { load: string; kind: Kind; answers: Record<string, string> };

function told(done: Decisions, title: string) {
  return decided(title, done.refused, done.done.length > 0);
}

export function LoadScreen({ load, nav }: { load: string; nav: Nav }) {
  const shown = useQuery({ queryKey: ['show', load], queryFn: () => api.show(load) });
  const [opened, setOpenedNow] = useState<Open | null>(() => nav.remembered<Open | null>('asking', null));
  const setOpened = (next: Open | null) => {
    setOpenedNow(next);
    nav.remember('asking', next);
  };
  const ask = (kind: Kind) => setOpened({ load, kind, answers: {} });
  const [busy, decide] = useDecide(nav);
  const detail = shown.data;

  const approve = () =>
    decide(async () => {
      const done = await api.approve([load]);
      nav.tell(decided(`${load} approved`, done.refused, done.approved.length > 0));
    });
  const hold: Asking = {
    title: `Hold ${load}`,
    text: 'It is not billed until somebody releases it. An approval that was not sent is taken back.',
    button: 'Hold',
    does: async ({ reason = '' }) => nav.tell(told(await api.hold(load, reason), `${load} held: ${reason}`)),
  };
  const release: Asking = {
    title: `Release ${load}`,
    text: 'Ends a person’s hold, or accepts a lapsed approval as the load stands now.',
    button: 'Release',
    does: async ({ reason = '' }) => nav.tell(told(await api.release(load, reason), `${load} released`)),
  };
  const takeBack: Asking = {
    title: `Take the approval of ${load} back`,
    text: 'The load is ready again. An invoice that was not sent is voided.',
    button: 'Take back',
    does: async ({ reason = '' }) => nav.tell(told(await api.withdraw(load, reason), `Approval of ${load} taken back`)),
  };
  const adjust: Asking = {
    title: `Adjust a charge of ${load}`,
    text: 'The amount is added as a line of its own beside the charge; somebody else approves it.',
    button: 'Adjust',
    fields: [
      { name: 'code', label: 'Charge', initial: detail?.charges[0]?.code ?? '' },
      { name: 'amount', label: `Amount in ${detail?.currency ?? ''}, may be negative` },
    ],
    does: async ({ code = '', amount = '', reason = '' }) =>
      nav.tell(
        told(await api.adjust(load, code.toUpperCase(), amount, reason), `${code} of ${load} adjusted by ${amount}`),
      ),
  };

  const questions: Record<Kind, Asking> = { hold, release, takeBack, adjust };
  const asking = opened?.load === load ? questions[opened.kind] : null;
  const open = detail && !['posted', 'in_doubt', 'queued', 'in_transit', 'not_billable'].includes(detail.state);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || asking) return;
      if (event.key === 'Escape') nav.back();
      else if (event.key === 'a' && open) void approve();
      else if (event.key === 'h' && open) ask('hold');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  if (shown.error) return <ErrorBox error={shown.error} />;
  if (!detail) return <p className="waiting">Reading {load} …</p>;
  const held = detail.holds.some((h) => h.code === 'ON_HOLD' || h.code === 'CHANGED_SINCE_APPROVAL');
  return (
    <section className="load" aria-label={`Load ${load}`}>
      <header className="load-head">
        <button type="button" onClick={nav.back}>
          ← Back <kbd>Esc</kbd>
        </button>
        <h1>{detail.load}</h1>
        <StateChip state={detail.state} />
        <span>
          {detail.customer ?? 'unknown customer'} · {detail.mode} {detail.equipment}
          {detail.miles ? ` · ${detail.miles} mi` : ''}
        </span>
        <span className="spring" />
        <span className="totals">
          <Money amount={detail.total} currency={detail.currency} strong />
          {detail.expected_total ? (
            <span className="faint">
              expected <Money amount={detail.expected_total} />
            </span>
          ) : null}
        </span>
        <button type="button" disabled={!open || busy} onClick={() => ask('adjust')}>
          Adjust
        </button>
        {held ? (
          <button type="button" disabled={busy} onClick={() => ask('release')}>
            Release
          </button>
        ) : null}
        {detail.state === 'approved' || detail.state === 'queued' ? (
          <button type="button" disabled={busy} onClick={() => ask('takeBack')}>
            Take back
          </button>
        ) : null}
        <button type="button" disabled={!open || busy} onClick={() => ask('hold')}>
          Hold <kbd>h</kbd>
        </button>
        <button
          type="button"
          className="primary"
          disabled={!open || busy || detail.state === 'approved'}
          onClick={() => void approve()}
        >
          Approve <kbd>a</kbd>
        </button>
      </header>
      <div className="panes">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls is reached by keys */}
        <div className="pane" tabIndex={0} role="region" aria-label="Charges and facts">
          <Holds detail={detail} />
          <Charges detail={detail} />
          <Shares detail={detail} />
          <NearMisses detail={detail} />
          <Stops detail={detail} />
          <History detail={detail} />
        </div>
        <Documents detail={detail} />
      </div>
      {asking && opened ? (
        <Ask
          question={asking}
          kept={opened.answers}
          onType={(answers) => nav.remember('asking', { ...opened, answers })}
          onClose={() => setOpened(null)}
          onDone={(answers) => {
            setOpened(null);
            void decide(() => asking.does(answers));
          }}
        />
      ) : null}
    </section>
  );
}
