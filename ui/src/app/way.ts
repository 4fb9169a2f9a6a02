import { useCallback, useRef } from 'react';
import type { Here, Nav } from '../lib/nav';

/** So many places back. */
const KEPT = 50;

const same = (one: Here, other: Here) => JSON.stringify(one) === JSON.stringify(other);

/** The way that somebody went, so that back leads to where they came from, also after a restart. */
export function useWay(
  here: Here,
  setHere: (here: Here) => void,
  remembered: Nav['remembered'],
  remember: Nav['remember'],
): Pick<Nav, 'go' | 'back'> {
  const now = useRef(here);
  const way = useRef<Here[] | null>(null);
  way.current ??= remembered<Here[]>('way', []);
  const to = useCallback(
    (next: Here, past: Here[]) => {
      now.current = next;
      way.current = past.slice(-KEPT);
      setHere(next);
      remember('here', next);
      remember('way', way.current);
    },
    [setHere, remember],
  );
  const go = useCallback(
    (next: Here, instead = false) => {
      const past = way.current ?? [];
      // Another load out of the same list, or the same place once more, is no step further.
      to(next, instead || same(next, now.current) ? past : [...past, now.current]);
    },
    [to],
  );
  const back = useCallback(() => {
    const past = way.current ?? [];
    const last = past.findLastIndex((one) => !same(one, now.current));
    to(past[last] ?? { screen: 'queue' }, past.slice(0, Math.max(0, last)));
  }, [to]);
  return { go, back };
}
