// Undo and redo, over every screen: each decision that the desk can take back is kept as it was asked, whoever asked for it. What is kept is
// plain data, so that it can be remembered over a restart; what takes it back is found by the command's name.
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Nav } from '../lib/nav';
import { named } from '../lib/words';
import { decided, useDecide } from './decide';
import { whenDecided } from './invoke';
import { type Before, type Step, stepOf, stoodBefore, WAYS } from './ways';

const KEPT = 200;
const REMEMBERED = 100;
const MOST_LOADS = 100;

export type Past = { done: Step[]; undone: Step[] };

let past: Past = { done: [], undone: [] };
let undoing = false;
const watching = new Set<() => void>();

function now(next: Past) {
  past = next;
  for (const look of watching) look();
}

function watch(look: () => void) {
  watching.add(look);
  return () => watching.delete(look);
}

/** What is small enough to be remembered: an approval of very many loads is undone before the window is closed, or load by load. */
export function toRemember({ done, undone }: Past): Past {
  const some = (steps: Step[]) => steps.filter((step) => step.loads.length <= MOST_LOADS).slice(-REMEMBERED);
  return { done: some(done), undone: some(undone) };
}

export function usePast(): Past {
  return useSyncExternalStore(watch, () => past);
}

/** From now on decisions are kept, after those that were remembered; `queries` knows how loads stood before. */
export function keepPast(queries: QueryClient, remembered: Past) {
  now(remembered);
  whenDecided({
    before: (name, ask) =>
      undoing ? undefined : stoodBefore(queries, past.done, name, ask as Record<string, unknown>),
    after: (name, ask, answer, before) => {
      if (undoing) return;
      const step = stepOf(name, ask as Record<string, unknown>, answer, before as Before);
      if (step) now({ done: [...past.done, step].slice(-KEPT), undone: [] });
    },
  });
}

/** Takes the last step back, or does once more the last one that was taken back. */
export function useUndo(nav: Nav) {
  const { done, undone } = usePast();
  const { decide } = useDecide(nav);
  const [back, forth] = [done.at(-1), undone.at(-1)];

  const undo = () =>
    decide(async () => {
      if (!back) {
        nav.tell({
          title: 'Nothing to undo',
          good: true,
          lines: [{ text: 'What was posted is mended from its load: see what it says.' }],
        });
        return;
      }
      await turn(back, 'undo', nav);
    });
  const redo = () =>
    decide(async () => {
      if (forth) await turn(forth, 'redo', nav);
    });
  return { back, forth, undo, redo };
}

/** One step back or forth. What is refused leaves the steps, and is told with what can be done instead: those before it stay in reach. */
async function turn(step: Step, way: 'undo' | 'redo', nav: Nav) {
  undoing = true;
  try {
    const { done, refused, notes } = await WAYS[step.name][way](step);
    const without = (steps: Step[]) => steps.filter((one) => one !== step);
    const turned = done.length > 0 ? [{ ...step, loads: done }] : [];
    now(
      way === 'undo'
        ? { done: without(past.done), undone: [...past.undone, ...turned] }
        : { done: [...past.done, ...turned], undone: without(past.undone) },
    );
    const what = `${WAYS[step.name].says} of ${named(done)}`;
    nav.tell(decided(way === 'undo' ? `Undone: ${what}` : `Once more: ${what}`, refused, done.length > 0, notes));
  } finally {
    undoing = false;
  }
}
