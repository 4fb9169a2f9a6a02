import { useEffect, useRef } from 'react';
import { isTyping } from '../lib/keys';
import type { Action } from '../lib/nav';

/** Does what has this key, wherever the keys are on the screen, but never while somebody types or answers. `other` has what is no action. */
export function usePress(acts: Action[], other?: (event: KeyboardEvent) => boolean) {
  const now = useRef({ acts, other });
  now.current = { acts, other };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const act = plain ? now.current.acts.find((one) => one.key && one.key === event.key) : undefined;
      if (act) act.does();
      else if (!now.current.other?.(event)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
