// The one long work that is running, told to every screen: it goes on when its screen is left.
import { useSyncExternalStore } from 'react';
import type { Progress } from './generated/Progress';
import type { OnProgress } from './invoke';
import { shell } from './shell';

export type Kind = 'push' | 'reconcile' | 'sync' | 'batch';
export type Work = {
  kind: Kind;
  title: string;
  batch: string | null;
  progress: Progress | null;
  paused: boolean;
  /** So much it is of, where nobody tells how far it is. */
  of?: string;
};

const TITLES: Record<Kind, string> = {
  push: 'Pushing',
  reconcile: 'Reconciling',
  sync: 'Syncing',
  batch: 'Making a batch',
};

let work: Work | null = null;
const watching = new Set<() => void>();

function now(next: Work | null) {
  work = next;
  for (const look of watching) look();
}

function watch(look: () => void) {
  watching.add(look);
  return () => watching.delete(look);
}

export function useWork(): Work | null {
  return useSyncExternalStore(watch, () => work);
}

/** Runs long work; its progress is seen everywhere until it ends. */
export async function working<T>(
  kind: Kind,
  batch: string | null,
  run: (told: OnProgress) => Promise<T>,
  moved?: () => void,
  of?: string,
): Promise<T> {
  now({ kind, title: TITLES[kind], batch, progress: null, paused: false, of });
  let done = 0;
  try {
    return await run((progress) => {
      if (work) now({ ...work, progress });
      if (progress.done !== done) moved?.();
      done = progress.done;
    });
  } finally {
    now(null);
  }
}

export async function pause() {
  await shell.pause();
  if (work) now({ ...work, paused: true });
}

export async function resume() {
  await shell.resume();
  if (work) now({ ...work, paused: false });
}
