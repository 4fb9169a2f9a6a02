// What is asked before something is decided about a load, and what is told of it afterwards.
import { decided, settle } from '../../api/decide';
import { api } from '../../api/generated/commands';
import type { Decisions } from '../../api/generated/Decisions';
import type { LoadDetail } from '../../api/generated/LoadDetail';
import type { RefusedLine } from '../../api/generated/RefusedLine';
import { CHANGED, type Question } from '../../components';
import type { Nav } from '../../lib/nav';

export type Asking = Question & { does: (answers: Record<string, string>) => Promise<void> };
export type Kind = 'hold' | 'takeBack' | 'retry';

export const settled = settle;

function told(done: Decisions, title: string) {
  return decided(title, done.refused, done.done.length > 0, done.notes);
}

/** Approves the load as it is shown; answers what has changed since. */
export async function approve(load: string, detail: LoadDetail, nav: Nav): Promise<RefusedLine[]> {
  const done = await api.approve({ seen: [[load, detail.assessment]] });
  nav.tell(decided(`${detail.load} approved`, done.refused, done.approved.length > 0));
  return done.refused.filter((r) => r.code === CHANGED);
}

async function retry(invoice: string, reason: string, nav: Nav) {
  const { queued, posted, rejected, refused } = await api.retry({ invoices: [invoice], reason });
  const title =
    queued.length > 0
      ? `${invoice} goes out with the next push`
      : posted.length > 0
        ? `${invoice} is posted at the ERP`
        : rejected.length > 0
          ? `${invoice} was cancelled at the ERP: approve its loads anew`
          : 'Not done';
  const lines = refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step }));
  nav.tell({ title, good: lines.length === 0, lines });
}

export function questions(load: string, detail: LoadDetail, nav: Nav, invoice: string): Record<Kind, Asking> {
  const name = detail.load;
  return {
    hold: {
      title: `Hold ${name}`,
      text: 'It is not billed until somebody releases it. An approval that was not sent is taken back.',
      button: 'Hold',
      does: async ({ reason = '' }) => nav.tell(told(await api.hold({ load, reason }), `${name} held: ${reason}`)),
    },
    takeBack: {
      title: `Take the approval of ${name} back`,
      text: 'The load is ready again. An invoice that was not sent is voided; the other loads on it stay approved.',
      button: 'Take back',
      does: async ({ reason = '' }) =>
        nav.tell(told(await api.withdraw({ load, reason }), `Approval of ${name} taken back`)),
    },
    retry: {
      title: `Retry ${invoice}`,
      text: 'The ERP is asked first; what it has decides. Nothing is sent until the next push.',
      button: 'Retry',
      does: ({ reason = '' }) => retry(invoice, reason, nav),
    },
  };
}
