import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useDecide } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { LoadDetail } from '../../api/generated/LoadDetail';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { question } from '../../api/query';
import { Ask, Changed, ErrorBox, Fate } from '../../components';
import type { Nav } from '../../lib/nav';
import { Charges } from './parts/Charges';
import { Documents } from './parts/Documents';
import { BillTo, History, Holds, NearMisses, Shares, Stops } from './parts/Facts';
import { Head } from './parts/Head';
import { Difference, Elsewhere, Stale, Stuck } from './parts/State';
import { approve, type Kind, questions, settled } from './questions';

type Open = { load: string; kind: Kind | 'fate'; invoice?: string; answers: Record<string, string> };

/** States in which nothing is decided about a load itself any more, or not yet. */
const SHUT = ['posted', 'in_doubt', 'in_transit', 'billed_elsewhere', 'not_billable'];

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
  const open = detail && !SHUT.includes(detail.state);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea, [role=dialog]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || mine) return;
      if (event.key === 'Escape') nav.back();
      else if (event.key === 'a' && open) void approveIt();
      else if (event.key === 'h' && open) ask('hold');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });

  if (shown.error) return <ErrorBox error={shown.error} />;
  if (!detail) return <p className="waiting">Reading {load} …</p>;
  return (
    <section className="load" aria-label={`Load ${detail.load}`}>
      <Head detail={detail} blocked={blocked} busy={busy} nav={nav} ask={ask} onApprove={() => void approveIt()} />
      <Changed lines={changed} onClose={() => setChanged([])} />
      <Stale detail={detail} nav={nav} />
      <div className="panes">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls is reached by keys */}
        <div className="pane" tabIndex={0} role="region" aria-label="Charges and facts">
          <Elsewhere detail={detail} />
          <Difference detail={detail} />
          <Stuck detail={detail} blocked={blocked} busy={busy} nav={nav} ask={ask} />
          <Holds detail={detail} nav={nav} />
          <Charges detail={detail} />
          <Shares detail={detail} />
          <NearMisses detail={detail} />
          <BillTo detail={detail} />
          <Stops detail={detail} />
          <History detail={detail} nav={nav} />
        </div>
        <Documents detail={detail} load={load} />
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
