import type { QueueAsk } from '../api/generated/QueueAsk';

/** The list that a load was opened from: the queue as it was asked, with its place there, or the loads by their numbers. */
export type Among = { ask: QueueAsk; at: number } | { loads: string[] };

/** Where the window is. */
export type Here =
  | { screen: 'queue' }
  | { screen: 'load'; load: string; among?: Among }
  | { screen: 'batches'; batch?: string }
  | { screen: 'sources' }
  | { screen: 'activity' }
  | { screen: 'quarantine'; load?: string }
  | { screen: 'cutover' }
  | { screen: 'mapping' };

/** How a screen goes elsewhere and tells what it did. */
export type Nav = {
  /** `instead`: of where it is now, so that the way back leads past it. */
  go: (here: Here, instead?: boolean) => void;
  /** To where one came from. */
  back: () => void;
  /** Into the activity inbox: money and errors are never said in passing. */
  tell: (told: Told) => void;
  remembered: <T>(key: string, fallback: T) => T;
  remember: (key: string, value: unknown) => void;
  /** What can be done on the screen, for Find; asked when Find opens. */
  offer: (actions: () => Action[]) => void;
};

/** Something that can be done on a screen, with its single key. */
export type Action = { title: string; key?: string; does: () => void };

export type Told = {
  title: string;
  good: boolean;
  /** When, as an instant in UTC. */
  at?: string;
  lines?: { code?: string; text: string; next?: string; load?: string }[];
};
