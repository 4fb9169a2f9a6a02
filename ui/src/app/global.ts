// What works on every screen: its keys, and the keys that are never on nothing.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { usePress } from '../api/press';
import { useSync } from '../api/sync';
import { keepPast, type Past, toRemember, usePast, useUndo } from '../api/undo';
import { WAYS } from '../api/ways';
import { AS_THEY_COME, isTyping, type Keymap, type KeyName, keepKeys, keyOf, useKeymap } from '../lib/keys';
import type { Action, Here, Nav } from '../lib/nav';
import { keysToMain } from '../lib/sight';
import { named } from '../lib/words';

const SOON_MS = 60;

type Screen = { here: Here; title: string; key: KeyName };

/** The actions of every screen, which are done by their keys from here on. */
export function useGlobal({
  nav,
  screens,
  here,
  help,
  find,
}: {
  nav: Nav;
  screens: Screen[];
  here: Here;
  help: () => void;
  find: () => void;
}): Action[] {
  useKept(nav);
  const { on } = useKeymap();
  useSwitchedOff(on);
  useKeysSomewhere(here);
  const { back, forth, undo, redo } = useUndo(nav);
  const { sync } = useSync(nav);
  const of = (step: typeof back) => (step ? ` ${WAYS[step.name].says} of ${named(step.loads)}` : '');
  const own: Action[] = [
    { title: `Undo${of(back)}`, key: keyOf('undo'), does: () => void undo() },
    ...(forth ? [{ title: `Once more:${of(forth)}`, key: keyOf('redo'), does: () => void redo() }] : []),
    { title: 'Sync', key: keyOf('sync'), does: () => void sync() },
  ];
  const goes = screens.map(({ here: to, title, key }) => ({ title, key: keyOf(key), does: () => nav.go(to) }));
  usePress([...own, ...goes, { title: 'Keys', key: keyOf('help'), does: help }], (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) void undo();
    else if (key === 'y' || (key === 'z' && event.shiftKey)) void redo();
    else return false;
    return true;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      find();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [find]);
  return own;
}

/** Keys and past decisions as they were remembered; what is decided from here on is kept. */
function useKept(nav: Nav) {
  const queries = useQueryClient();
  const [begun] = useState(() => {
    keepKeys(nav.remembered<Keymap>('keys', AS_THEY_COME));
    keepPast(queries, nav.remembered<Past>('past', { done: [], undone: [] }));
    return true;
  });
  const past = usePast();
  useEffect(() => {
    if (begun) nav.remember('past', toRemember(past));
  }, [begun, past, nav]);
}

/** While single keys are switched off, none reaches a screen. Space, Enter and arrows are no such keys. */
function useSwitchedOff(on: boolean) {
  useEffect(() => {
    if (on) return;
    const swallow = (event: KeyboardEvent) => {
      const single = event.key.length === 1 && event.key !== ' ';
      if (!single || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', swallow, { capture: true });
    return () => window.removeEventListener('keydown', swallow, { capture: true });
  }, [on]);
}

/** Whatever had the keys may go with what was decided, or with its screen: then they are in the list, or on the page. */
function useKeysSomewhere(here: Here) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new screen begins at its main place
  useEffect(() => {
    const at = document.activeElement;
    keysToMain(!at?.closest('main'));
  }, [here]);
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    // A dialog that closes gives the keys back itself, and first.
    const look = () => {
      clearTimeout(later);
      later = setTimeout(keysToMain, SOON_MS);
    };
    const watching = new MutationObserver(look);
    watching.observe(document.body, { childList: true, subtree: true });
    // A click on nothing in particular leaves the keys where the screen has them.
    window.addEventListener('mouseup', look);
    return () => {
      clearTimeout(later);
      watching.disconnect();
      window.removeEventListener('mouseup', look);
    };
  }, []);
}
