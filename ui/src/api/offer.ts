import { useEffect, useMemo, useRef } from 'react';
import type { Action, Nav } from '../lib/nav';

/** Find has what can be done on a screen, for as long as it is shown. */
export function useOffered(acts: Action[], nav: Nav) {
  const now = useRef(acts);
  now.current = acts;
  const offers = useMemo(() => () => now.current, []);
  useEffect(() => {
    nav.offer(offers);
    return () => nav.offer(() => []);
  }, [nav, offers]);
}
