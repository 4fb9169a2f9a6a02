import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { settle } from '../../api/decide';
import type { About } from '../../api/generated/About';
import { api } from '../../api/generated/commands';
import type { PushReport } from '../../api/generated/PushReport';
import { asError } from '../../api/invoke';
import { EVERYTHING, question, together, useBlocked } from '../../api/query';
import { useWork, working } from '../../api/work';
import { Act, Ask, Empty, ErrorBox, Fate } from '../../components';
import { atDesk } from '../../lib/desk';
import { asksErp, retriable } from '../../lib/invoice';
import { grouped } from '../../lib/money';
import type { Nav, Told } from '../../lib/nav';
import { count } from '../../lib/words';
import { Invoices } from './parts/Invoices';
import { Pushing } from './parts/Pushing';
import { Report } from './parts/Report';
import { toldPush, toldReconcile, toldRetry } from './told';

export function BatchesScreen({ batch, about, nav }: { batch: string | undefined; about: About; nav: Nav }) {
  const all = useQuery(question(api.batchList));
  const approved = useQuery(question(api.queue, { ask: { ...EVERYTHING, state: 'approved', limit: 1 } }));
  const running = useWork();
  const [report, setReport] = useState<PushReport | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [retrying, setRetrying] = useState<string[] | null>(null);
  const [endOf, setEndOf] = useState<string | null>(null);
  const [fateOf, setFateOf] = useState<string | null>(null);
  const blocked = useBlocked();

  if (all.error) return <ErrorBox error={all.error} />;
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
  const create = () =>
    attempt(async () => {
      const made = await api.batchCreate();
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
  const push = (id: string) =>
    attempt(async () => {
      setReport(null);
      const done = await working(
        'push',
        id,
        (told) => api.push({ batch: id }, told),
        () => void all.refetch(),
      );
      setReport(done);
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

  return (
    <section className="batches" aria-label="Batches">
      <aside className="side" aria-label="All batches">
        <Act primary wide blocked={blocked} disabled={!!running || !approved.data?.total} onPress={() => void create()}>
          {approved.data?.total === 0
            ? 'Nothing approved to batch'
            : `Batch ${count(approved.data?.total ?? 0, 'approved load')}`}
        </Act>
        <ul>
          {batches.map((b) => {
            const posted = b.invoices.filter((i) => i.state === 'posted').length;
            const live = b.invoices.filter((i) => i.state !== 'voided').length;
            return (
              <li key={b.batch}>
                <button
                  type="button"
                  aria-current={b.batch === chosen?.batch}
                  onClick={() => {
                    setReport(null);
                    nav.go({ screen: 'batches', batch: b.batch ?? undefined });
                  }}
                >
                  <strong>{b.batch}</strong>
                  <span className="faint">
                    {posted} of {live} posted
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        <Act wide blocked={blocked} disabled={!!running} onPress={() => void reconcile()}>
          Reconcile with the ERP
        </Act>
      </aside>
      <div className="main">
        {failed ? <ErrorBox error={failed} /> : null}
        {running ? <Pushing work={running} /> : null}
        {report ? <Report report={report} /> : null}
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
                  Retry {rejected.length}
                </Act>
              ) : null}
              {stuck.length > 0 ? (
                <Act blocked={blocked} disabled={!!running} onPress={() => setRetrying(stuck)}>
                  Retry {stuck.join(', ')}
                </Act>
              ) : null}
              {waiting.length === 0 && rejected.length === 0 && owed.length === 0 ? (
                <span className="faint">
                  {cancelled > 0 ? `${count(cancelled, 'invoice')} cancelled at the ERP` : 'Everything is posted'}
                </span>
              ) : null}
              <Act
                primary
                hidden={waiting.length === 0 && owed.length === 0}
                blocked={blocked}
                disabled={!!running}
                onPress={() => chosen.batch && void push(chosen.batch)}
              >
                Push {waiting.length} to {about.erp.split(' ')[0]}
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
              onOpen={(load) => nav.go({ screen: 'load', load })}
              onFate={setFateOf}
            />
          </>
        ) : (
          <Empty title="No batch yet">
            <p>Approve loads in the queue; a batch makes their invoices and shows what the ERP will get.</p>
            <button type="button" onClick={() => nav.go({ screen: 'queue' })}>
              To the queue
            </button>
          </Empty>
        )}
      </div>
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
