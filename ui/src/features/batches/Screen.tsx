import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { About } from '../../api/generated/About';
import type { PushReport } from '../../api/generated/PushReport';
import { api, asError } from '../../api/invoke';
import { EVERYTHING, useStale } from '../../api/query';
import { pause, resume, useWork, type Work, working } from '../../api/work';
import { Ask, Empty, ErrorBox, Going } from '../../components';
import { grouped } from '../../lib/money';
import type { Nav, Told } from '../../lib/nav';
import { count } from '../../lib/words';
import { Invoices } from './parts/Invoices';
import { Report } from './parts/Report';

export function BatchesScreen({ batch, about, nav }: { batch: string | undefined; about: About; nav: Nav }) {
  const all = useQuery({ queryKey: ['batches'], queryFn: api.batchList });
  const approved = useQuery({
    queryKey: ['queue', 'approved'],
    queryFn: () => api.queue({ ...EVERYTHING, state: 'approved', limit: 1 }),
  });
  const stale = useStale();
  const running = useWork();
  const [report, setReport] = useState<PushReport | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [retrying, setRetrying] = useState<string[] | null>(null);

  if (all.error) return <ErrorBox error={all.error} />;
  const batches = [...(all.data?.batches ?? [])].reverse();
  const chosen = batches.find((b) => b.batch === batch) ?? batches[0];
  const waiting = (chosen?.invoices ?? []).filter((i) => ['queued', 'sending', 'in_doubt'].includes(i.state));
  const rejected = (chosen?.invoices ?? []).filter((i) => ['rejected', 'needs_person'].includes(i.state));

  const attempt = async (what: () => Promise<Told | null>) => {
    setFailed(null);
    try {
      const told = await what();
      if (told) nav.tell(told);
    } catch (why) {
      setFailed(why);
      const { code, message, next_step } = asError(why);
      nav.tell({ title: 'Not done', good: false, lines: [{ code, text: message, next: next_step }] });
    } finally {
      await stale();
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
        'Pushing',
        id,
        (told) => api.push(id, told),
        () => void all.refetch(),
      );
      setReport(done);
      const left = [...done.rejected, ...done.in_doubt, ...done.skipped];
      const lines = left.map((l) => ({ code: l.code, text: `${l.invoice}: ${l.message}` }));
      return {
        title: `${count(done.posted.length, 'invoice')} of ${id} posted${left.length > 0 ? `, ${left.length} not` : ''}`,
        good: left.length === 0 && done.remarks.length === 0,
        lines: [...lines, ...done.remarks.map((text) => ({ text }))],
      };
    });
  const reconcile = () =>
    attempt(async () => {
      const found = await working('Reconciling', null, (told) => api.reconcile(told));
      const lines = [
        ...found.cleared.map((c) => ({ text: `${c.invoice} was in doubt and is posted` })),
        ...found.mismatched.map((m) => ({ text: `${m.invoice} differs: ${m.differences.join('; ')}` })),
        ...found.strays_removed.map((s) => ({ text: `${s.invoice}: a stray draft was removed` })),
        ...found.in_doubt.map((i) => ({ text: `${i} is still in doubt; it is asked again` })),
        ...found.needs_person.map((p) => ({ text: `${p.invoice} waits for a person: ${p.reason}` })),
      ];
      return {
        title: `${count(found.matched, 'invoice')} at the ERP as ours`,
        good: found.mismatched.length + found.needs_person.length === 0,
        lines,
      };
    });
  const retry = (invoices: string[], reason: string) =>
    attempt(async () => {
      const done = await api.retry(invoices, reason);
      const lines = done.refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step }));
      return {
        title: `${count(done.queued.length, 'invoice')} goes out with the next push`,
        good: lines.length === 0,
        lines,
      };
    });

  return (
    <section className="batches" aria-label="Batches">
      <aside className="side" aria-label="All batches">
        <button
          type="button"
          className="primary wide"
          disabled={!!running || !approved.data?.total}
          onClick={() => void create()}
        >
          {approved.data?.total === 0
            ? 'Nothing approved to batch'
            : `Batch ${count(approved.data?.total ?? 0, 'approved load')}`}
        </button>
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
        <button type="button" className="wide" disabled={!!running} onClick={() => void reconcile()}>
          Reconcile with the ERP
        </button>
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
                <button type="button" disabled={!!running} onClick={() => setRetrying(rejected.map((i) => i.invoice))}>
                  Retry {rejected.length}
                </button>
              ) : null}
              {waiting.length === 0 && rejected.length === 0 ? (
                <span className="faint">Everything is posted</span>
              ) : null}
              <button
                type="button"
                className="primary"
                hidden={waiting.length === 0}
                disabled={!!running}
                onClick={() => chosen.batch && void push(chosen.batch)}
              >
                Push {waiting.length} to {about.erp.split(' ')[0]}
              </button>
            </header>
            <Invoices invoices={chosen.invoices} onOpen={(load) => nav.go({ screen: 'load', load })} />
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
    </section>
  );
}

function Pushing({ work }: { work: Work }) {
  const { done = 0, all = 0, asking = 0 } = work.progress ?? {};
  const far = `${done} of ${count(all, 'invoice')}`;
  const text =
    asking > 0
      ? `Asking the ERP about ${count(asking, 'invoice')} whose answer was lost`
      : work.paused
        ? `Paused after ${far}; the one at the ERP is finished first`
        : `${work.title}: ${far}`;
  return (
    <Going title="Invoices done" done={done} all={all} text={text}>
      {work.batch === null ? null : work.paused ? (
        <button type="button" onClick={() => void resume()}>
          Go on
        </button>
      ) : (
        <button type="button" onClick={() => void pause()}>
          Pause
        </button>
      )}
      <button type="button" onClick={() => void api.stop()}>
        Stop after this invoice
      </button>
    </Going>
  );
}
