import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { settle } from '../../api/decide';
import type { About } from '../../api/generated/About';
import { api } from '../../api/generated/commands';
import type { PushReport } from '../../api/generated/PushReport';
import { asError } from '../../api/invoke';
import { useOffered } from '../../api/offer';
import { usePress } from '../../api/press';
import { EVERYTHING, question, together, useBlocked } from '../../api/query';
import { useWork, working } from '../../api/work';
import { Act, Ask, Confirm, ErrorBox, Fate, Key } from '../../components';
import { atDesk } from '../../lib/desk';
import { asksErp, retriable } from '../../lib/invoice';
import { keyOf, useKeymap } from '../../lib/keys';
import { byCurrency, grouped } from '../../lib/money';
import type { Action, Nav, Told } from '../../lib/nav';
import { count } from '../../lib/words';
import { Invoices } from './parts/Invoices';
import { Pushing } from './parts/Pushing';
import { Report } from './parts/Report';
import { NoBatch, standing, stands } from './parts/Standing';
import { toldPush, toldReconcile, toldRetry } from './told';

export function BatchesScreen({ batch, about, nav }: { batch: string | undefined; about: About; nav: Nav }) {
  const all = useQuery(question(api.batchList));
  const approved = useQuery(question(api.queue, { ask: { ...EVERYTHING, state: 'approved', limit: 1 } }));
  const running = useWork();
  /** What a push did, of the batch that was pushed and no other. */
  const [reports, setReports] = useState<Record<string, PushReport>>({});
  const [pushing, setPushing] = useState(false);
  const making = useRef(false);
  useKeymap();
  const [failed, setFailed] = useState<unknown>(null);
  const [retrying, setRetrying] = useState<string[] | null>(null);
  const [endOf, setEndOf] = useState<string | null>(null);
  const [fateOf, setFateOf] = useState<string | null>(null);
  const blocked = useBlocked();

  const batches = [...(all.data?.batches ?? [])].reverse();
  const chosen = batches.find((b) => b.batch === batch) ?? batches[0];
  const waiting = (chosen?.invoices ?? []).filter((i) => i.state === 'queued' || asksErp(i.state));
  const rejected = (chosen?.invoices ?? []).filter((i) => retriable(i.state));
  const owed = chosen?.owed ?? [];
  const stuck = owed.filter((o) => o.state === 'needs_person').map((o) => o.name);
  const cancelled = (chosen?.invoices ?? []).filter((i) => i.state === 'cancelled').length;

  const attempt = async (what: () => Promise<Told | null>) => {
    setFailed(null);
    try {
      await together(async () => {
        const told = await what();
        if (told) nav.tell(told);
      });
    } catch (why) {
      setFailed(why);
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'Not done', good: false, lines: [{ code, text: message, next: next_step }] });
    }
  };
  const create = async () => {
    if (making.current || running) return;
    making.current = true;
    const of = count(approved.data?.total ?? 0, 'approved load');
    await attempt(async () => {
      const made = await working('batch', null, () => api.batchCreate(), undefined, of);
      if (made.batch) nav.go({ screen: 'batches', batch: made.batch });
      const lines = made.refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step, load: r.load }));
      return {
        title: made.batch
          ? `Batch ${made.batch} with ${count(made.invoices.length, 'invoice')}`
          : 'Nothing is approved',
        good: lines.length === 0,
        lines,
      };
    });
    making.current = false;
  };
  const push = (id: string) =>
    attempt(async () => {
      setReports(({ [id]: _, ...others }) => others);
      const done = await working(
        'push',
        id,
        (told) => api.push({ batch: id }, told),
        () => void all.refetch(),
      );
      setReports((others) => ({ ...others, [id]: done }));
      return toldPush(id, done);
    });
  const reconcile = () =>
    attempt(async () => {
      return toldReconcile(await working('reconcile', null, (told) => api.reconcile(undefined, told)));
    });
  const retry = (invoices: string[], reason: string) =>
    attempt(async () => {
      return toldRetry(await api.retry({ invoices, reason }));
    });

  const end = (name: string, wentOut: boolean, reason: string) =>
    attempt(async () => {
      const { ended } = await api.owed({ names: [name], went_out: wentOut, reason });
      return { title: `${ended.join(', ')} ${wentOut ? 'went out' : 'is given up'}`, good: true, lines: [] };
    });

  const erp = about.erp.split(' ')[0];
  const idle = !running && !blocked;
  const may = (allowed: boolean, title: string, key: string | undefined, does: () => void): Action[] =>
    allowed ? [{ title, key, does }] : [];
  const acts = [
    ...may(
      idle && (approved.data?.total ?? 0) > 0,
      `Batch ${count(approved.data?.total ?? 0, 'approved load')}`,
      keyOf('batch'),
      () => void create(),
    ),
    ...may(idle && waiting.length + owed.length > 0, `Push ${chosen?.batch} to ${erp} …`, keyOf('push'), () =>
      setPushing(true),
    ),
    ...may(idle && rejected.length > 0, `Retry ${count(rejected.length, 'invoice')} …`, keyOf('retry'), () =>
      setRetrying(rejected.map((i) => i.invoice)),
    ),
    ...may(idle, 'Reconcile with the ERP', keyOf('reconcile'), () => void reconcile()),
  ];
  useOffered(acts, nav);
  usePress(acts);
  if (all.error) return <ErrorBox error={all.error} />;

  return (
    <section className="batches" aria-label="Batches">
      <aside className="side" aria-label="All batches">
        <Act primary wide blocked={blocked} disabled={!!running || !approved.data?.total} onPress={() => void create()}>
          {approved.data === undefined
            ? 'Counting what is approved …'
            : approved.data.total === 0
              ? 'Nothing approved to batch'
              : `Batch ${count(approved.data.total, 'approved load')}`}{' '}
          {approved.data?.total ? <Key of="batch" /> : null}
        </Act>
        <ul>
          {batches.map((b) => {
            return (
              <li key={b.batch}>
                <button
                  type="button"
                  aria-current={b.batch === chosen?.batch}
                  onClick={() => nav.go({ screen: 'batches', batch: b.batch ?? undefined })}
                >
                  <strong>{b.batch}</strong>
                  <span className="faint">{standing(b)}</span>
                </button>
              </li>
            );
          })}
        </ul>
        <Act wide blocked={blocked} disabled={!!running} onPress={() => void reconcile()}>
          Reconcile with the ERP <Key of="reconcile" />
        </Act>
      </aside>
      <div className="main">
        {failed ? <ErrorBox error={failed} /> : null}
        {running ? <Pushing work={running} /> : null}
        {chosen?.batch && reports[chosen.batch] ? <Report report={reports[chosen.batch] as PushReport} /> : null}
        {chosen ? (
          <>
            <header className="batch-head">
              <h1>{chosen.batch}</h1>
              {chosen.totals.map((t) => (
                <span key={t.currency} className="control" data-testid={`control-${t.currency}`}>
                  <strong>
                    {grouped(t.total)} {t.currency}
                  </strong>{' '}
                  <span className="faint">in {count(t.invoices, 'invoice')}</span>
                </span>
              ))}
              <span className="spring" />
              {rejected.length > 0 ? (
                <Act blocked={blocked} disabled={!!running} onPress={() => setRetrying(rejected.map((i) => i.invoice))}>
                  Retry {rejected.length} <Key of="retry" />
                </Act>
              ) : null}
              {stuck.length > 0 ? (
                <Act blocked={blocked} disabled={!!running} onPress={() => setRetrying(stuck)}>
                  Retry {stuck.join(', ')}
                </Act>
              ) : null}
              {waiting.length === 0 && rejected.length === 0 && owed.length === 0 ? (
                <span className="faint">{stands(chosen, cancelled)}</span>
              ) : null}
              <Act
                primary
                hidden={waiting.length === 0 && owed.length === 0}
                blocked={blocked}
                disabled={!!running}
                onPress={() => chosen.batch && void push(chosen.batch)}
              >
                Push {waiting.length} to {erp} <Key of="push" />
              </Act>
            </header>
            {owed.map((o) => (
              <p key={o.message} className="reason">
                {atDesk(o.message)}{' '}
                <Act blocked={blocked} disabled={!!running} onPress={() => setEndOf(o.name)}>
                  What became of {o.name}
                </Act>
              </p>
            ))}
            <Invoices
              invoices={chosen.invoices}
              running={!!running}
              blocked={blocked}
              onOpen={(load) =>
                nav.go({ screen: 'load', load, among: { loads: chosen.invoices.flatMap((i) => i.loads) } })
              }
              onFate={setFateOf}
            />
          </>
        ) : all.isPending ? (
          <p className="waiting">Reading the batches …</p>
        ) : (
          <NoBatch approved={approved.data?.total ?? 0} nav={nav} />
        )}
      </div>
      {pushing && chosen?.batch ? (
        <Confirm
          title={`Push ${chosen.batch} to ${erp}`}
          button="Push"
          onClose={() => setPushing(false)}
          onDone={() => {
            setPushing(false);
            if (chosen.batch) void push(chosen.batch);
          }}
        >
          <p>
            {count(waiting.length, 'invoice')}:{' '}
            <strong className="money">
              {byCurrency(waiting)
                .map((sum) => `${grouped(sum.total)} ${sum.currency}`)
                .join(' + ')}
            </strong>
            . What is posted is mended at the ERP, and not here.
          </p>
        </Confirm>
      ) : null}
      {retrying ? (
        <Ask
          question={{
            title: `Retry ${count(retrying.length, 'invoice')}`,
            text: 'The ERP is asked first; what it has decides. Nothing is sent until the next push.',
            button: 'Retry',
          }}
          onClose={() => setRetrying(null)}
          onDone={({ reason = '' }) => {
            const invoices = retrying;
            setRetrying(null);
            void retry(invoices, reason);
          }}
        />
      ) : null}
      {endOf ? (
        <Ask
          question={{
            title: `What became of ${endOf}`,
            text: 'It is not done any more. The book keeps who said so, when and why.',
            button: 'Say so',
            choice: {
              name: 'end',
              label: 'It',
              options: [
                { value: 'out', label: 'went out', text: 'Somebody saw it there.' },
                { value: 'up', label: 'is given up', text: 'It was done otherwise, or is not wanted any more.' },
              ],
            },
          }}
          onClose={() => setEndOf(null)}
          onDone={({ end: how, reason = '' }) => {
            const name = endOf;
            setEndOf(null);
            void end(name, how === 'out', reason);
          }}
        />
      ) : null}
      {fateOf ? (
        <Fate
          invoice={fateOf}
          loads={chosen?.invoices.find((i) => i.invoice === fateOf)?.loads}
          onClose={() => setFateOf(null)}
          onDone={(billAgain, reason) => {
            setFateOf(null);
            void attempt(async () => {
              await settle(nav, fateOf, billAgain, reason);
              return null;
            });
          }}
        />
      ) : null}
    </section>
  );
}
