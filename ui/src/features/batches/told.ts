// What long work with the ERP did, as the inbox tells it.
import type { PushReport } from '../../api/generated/PushReport';
import type { ReconcileReport } from '../../api/generated/ReconcileReport';
import type { RetryReport } from '../../api/generated/RetryReport';
import { grouped } from '../../lib/money';
import type { Told } from '../../lib/nav';
import { count } from '../../lib/words';

/** The name of a file in a path of either kind. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

export function toldPush(batch: string, done: PushReport): Told {
  const left = [...done.rejected, ...done.in_doubt, ...done.skipped];
  const { error, files, waiting } = done;
  const stopped = error ? [{ code: error.code, text: error.message, next: error.next_step }] : [];
  const handed = files.length > 0 ? [{ text: `Handed out: ${files.map(fileName).join(', ')}` }] : [];
  const more =
    waiting > 0
      ? [{ text: `${count(waiting, 'approved load')} on no invoice yet`, next: 'The next batch bills them.' }]
      : [];
  const not = left.length > 0 ? `, ${count(left.length, 'invoice')} not` : '';
  return {
    title: `${count(done.posted.length, 'invoice')} of ${batch} posted${not}${error ? ', and the push stopped' : ''}`,
    good: left.length === 0 && done.remarks.length === 0 && done.owed.length === 0 && !error,
    lines: [
      ...stopped,
      ...left.map((l) => ({ code: l.code, text: `${l.invoice}: ${l.message}` })),
      ...done.refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step, load: r.load })),
      ...done.remarks.map((text) => ({ text })),
      ...done.owed.map((o) => ({ text: o.message })),
      ...handed,
      ...more,
    ],
  };
}

export function toldReconcile(found: ReconcileReport): Told {
  const not = found.mismatched.length + found.needs_person.length;
  return {
    title: `${count(found.matched, 'invoice')} at the ERP as ours${not > 0 ? `, ${grouped(String(not))} not` : ''}`,
    good: not === 0 && !found.stopped && !found.error,
    lines: [
      ...(found.stopped ? [{ text: 'It was stopped: what was found stands, and the next one goes on' }] : []),
      ...(found.error ? [{ code: found.error.code, text: found.error.message, next: found.error.next_step }] : []),
      ...(found.unseen > 0 ? [{ text: `${count(found.unseen, 'invoice')} not asked about yet` }] : []),
      ...found.mismatched.map((m) => ({ text: `${m.invoice} differs: ${m.differences.join('; ')}` })),
      ...found.needs_person.map((p) => ({ text: `${p.invoice} waits for a person: ${p.reason}` })),
      ...found.cleared.map((c) => ({ text: `${c.invoice} was in doubt and is posted` })),
      ...found.strays_removed.map((s) => ({ text: `${s.invoice}: a stray draft was removed` })),
      ...found.in_doubt.map((i) => ({ text: `${i} is still in doubt; it is asked again` })),
    ],
  };
}

export function toldRetry({ queued, posted, rejected, effects, refused }: RetryReport): Told {
  const parts = [
    ...(queued.length > 0 ? [`${count(queued.length, 'invoice')} for the next push`] : []),
    ...(effects.length > 0 ? [`${effects.join(', ')} for the next push`] : []),
    ...(posted.length > 0 ? [`${posted.length} found posted`] : []),
    ...(rejected.length > 0 ? [`${rejected.length} cancelled at the ERP`] : []),
  ];
  const lines = refused.map((r) => ({ code: r.code, text: r.message, next: r.next_step }));
  return { title: parts.length > 0 ? `Retried: ${parts.join(', ')}` : 'Not done', good: lines.length === 0, lines };
}
