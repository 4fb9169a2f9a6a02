// The only file that speaks to the shell: how a command is asked, how far it is, errors with their code.
import { Channel, invoke } from '@tauri-apps/api/core';
import type { ApiError } from './generated/ApiError';
import type { Progress } from './generated/Progress';
import type { Tag } from './generated/Tag';

export type OnProgress = (progress: Progress) => void;
/** What is said of a command: its name, what it reads, and what it changes. */
export type Declared = { name: string; reads: readonly Tag[]; changes: readonly Tag[] };
/** A command as a function. */
export type Command<A, T> = ((ask: A) => Promise<T>) & { declared: Declared };
/** The same for one that tells how far it is. */
export type Telling<A, T> = ((ask: A, onProgress?: OnProgress) => Promise<T>) & { declared: Declared };

/** Whatever was thrown, as a coded error. */
export function asError(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return thrown as ApiError;
  return {
    code: 'LH-954',
    message: String(thrown),
    meaning: 'Nothing was decided and nothing was sent by this.',
    next_step: 'Try again; if it stays, close the window and open it again.',
  };
}

type OnChange = (changed: readonly Tag[]) => void;
let changed: OnChange = () => undefined;

/** Is told what a command changed, when it has ended; also when it failed on its way. */
export function whenChanged(told: OnChange) {
  changed = told;
}

/** Keeps what was decided, and how things stood before. */
export type Recorder = {
  before: (name: string, ask: unknown) => unknown;
  after: (name: string, ask: unknown, answer: unknown, before: unknown) => void;
};
let recorder: Recorder | null = null;

/** Is told of each command that decided something, whoever asked for it. */
export function whenDecided(by: Recorder | null) {
  recorder = by;
}

async function call<T>({ name, changes }: Declared, ask: unknown, onProgress?: OnProgress): Promise<T> {
  const words: Record<string, unknown> = { ...(ask as object | undefined) };
  if (onProgress) {
    const told = new Channel<Progress>();
    told.onmessage = onProgress;
    words.progress = told;
  }
  const before = changes.length > 0 ? recorder?.before(name, ask) : undefined;
  try {
    const answer = await invoke<T>(name, words);
    if (changes.length > 0) recorder?.after(name, ask, answer, before);
    return answer;
  } finally {
    if (changes.length > 0) changed(changes);
  }
}

/** Is told what the shell says by itself; it says what that changed. */
export async function listening<T extends { changed: readonly Tag[] }>(name: string, heard: (said: T) => void) {
  const told = new Channel<T>();
  told.onmessage = (said) => {
    changed(said.changed);
    heard(said);
  };
  await invoke<void>(name, { told });
}

export function command<A, T>(declared: Declared): Command<A, T> {
  return Object.assign((ask: A) => call<T>(declared, ask), { declared });
}

export function telling<A, T>(declared: Declared): Telling<A, T> {
  return Object.assign((ask: A, onProgress?: OnProgress) => call<T>(declared, ask, onProgress), { declared });
}
