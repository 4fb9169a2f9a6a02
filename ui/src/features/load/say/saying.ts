// The one form that stands open on a load: what was typed, what was refused, and what was looked at. It outlives the hold that it was
// opened at, and a restart.
import { useEffect, useRef, useState } from 'react';
import { decided } from '../../../api/decide';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { asError } from '../../../api/invoke';
import { together } from '../../../api/query';
import { seenWords } from '../../../lib/desk';
import type { Nav } from '../../../lib/nav';
import type { Answers, Form, Said } from './form';

type Open = { load: string; form: Said; at: string; answers: Answers };
/** What is amiss; without a code where only something is not said yet. */
export type Amiss = { field?: string; code?: string; message: string; next: string };

/** Where the forms stand that no hold asks for. */
export const DESK = 'desk';

const toPane = () => document.querySelector<HTMLElement>('.load .pane')?.focus();

export type Saying = {
  open: Open | null;
  amiss: Amiss | null;
  busy: boolean;
  blocked: string | null;
  start: (form: Said, at: string, given?: Answers) => void;
  type: (answers: Answers) => void;
  fault: (amiss: Amiss | null) => void;
  say: (form: Form, answers: Answers) => Promise<void>;
  close: () => void;
};

export function useSaying(load: string, detail: LoadDetail | undefined, nav: Nav, blocked: string | null): Saying {
  const [kept, setKept] = useState<Open | null>(() => nav.remembered<Open | null>('saying', null));
  const [amiss, setAmiss] = useState<Amiss | null>(null);
  const [busy, setBusy] = useState(false);
  /** What was looked at when the form was opened; what stands now, once that was refused. */
  const seen = useRef<string | null>(null);
  /** Where the keys were before. */
  const from = useRef<Element | null>(null);
  const open = kept?.load === load ? kept : null;
  const keep = (next: Open | null) => {
    setKept(next);
    nav.remember('saying', next);
  };

  const start: Saying['start'] = (form, at, given = {}) => {
    if (busy) return;
    if (blocked) {
      nav.tell({ title: 'Not done', good: false, lines: [{ text: blocked }] });
      return;
    }
    if (!document.activeElement?.closest('.say')) from.current = document.activeElement;
    seen.current = detail?.assessment ?? null;
    setAmiss(null);
    keep({ load, form, at, answers: given });
  };
  const close = () => {
    keep(null);
    setAmiss(null);
    const before = from.current;
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
    else toPane();
  };
  // The button that was pressed goes with the hold that it ended: keys are never on nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is looked at again when the load is
  useEffect(() => {
    if (from.current && !open && document.activeElement === document.body) toPane();
  }, [detail, open]);
  const say: Saying['say'] = async (form, answers) => {
    if (busy || blocked || !detail) return;
    setBusy(true);
    setAmiss(null);
    const refused = (code: string, message: string, next: string) => {
      seen.current = null;
      setAmiss({ field: form.at?.({ code, message }), code, message: seenWords(message), next });
    };
    try {
      const done = await together(() => form.does(answers, seen.current ?? detail.assessment));
      const first = done.refused[0];
      if (first) {
        refused(first.code, first.message, first.next_step);
      } else {
        nav.tell(decided(form.told(answers), [], true, done.notes));
        close();
      }
    } catch (why) {
      const { code, message, next_step } = asError(why);
      refused(code, message, next_step);
    } finally {
      setBusy(false);
    }
  };
  const type = (answers: Answers) => open && keep({ ...open, answers });
  return { open, amiss, busy, blocked, start, type, fault: setAmiss, say, close };
}
