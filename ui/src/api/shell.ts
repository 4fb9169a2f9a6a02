// The shell's own commands: where the window is, what it remembers, who acts, and whether work goes on.
import type { ApiError } from './generated/ApiError';
import type { Lapse } from './generated/Lapse';
import type { Tag } from './generated/Tag';
import { command, listening } from './invoke';

export type Place = {
  workspace: string | null;
  sample: string;
  user: string | null;
  memory: Record<string, unknown>;
};

/** What was done while nobody asked for it. */
export type Happened = {
  changed: Tag[];
  read: number;
  assessed: number;
  lapsed: Lapse[];
  voided: string[];
  new: { of: string; since: string; error: ApiError }[];
};

function own<A, T>(name: string) {
  return command<A, T>({ name, reads: [], changes: [] });
}

export const shell = {
  place: own<void, Place>('place'),
  openSample: own<void, void>('open_sample'),
  /** The shell asks for the folder; false when none was chosen. */
  openFolder: own<void, boolean>('open_folder'),
  /** The shell asks for a file and keeps which one it is; its name, or null when none was chosen. */
  pickFile: own<void, string | null>('pick_file'),
  /** Kept by the shell, which acts as this user from then on; null: whoever of this account's users has the role. */
  chooseUser: own<{ name: string | null }, void>('choose_user'),
  remember: own<{ key: string; value: unknown }, void>('remember'),
  /** From now on this page is told; it hears of nothing else by itself. */
  happened: (told: (happened: Happened) => void) => listening('happened', told),
  stop: own<void, void>('stop'),
  pause: own<void, void>('pause'),
  resume: own<void, void>('resume'),
};
