// The shell's own commands: where the window is, what it remembers, who acts, and whether work goes on.
import { command } from './invoke';

export type Place = {
  workspace: string | null;
  sample: string;
  user: string | null;
  memory: Record<string, unknown>;
};

function own<A, T>(name: string) {
  return command<A, T>({ name, reads: [], changes: [] });
}

export const shell = {
  place: own<void, Place>('place'),
  openSample: own<void, void>('open_sample'),
  /** The shell asks for the folder; false when none was chosen. */
  openFolder: own<void, boolean>('open_folder'),
  /** Kept by the shell, which acts as this user from then on; null: whoever of this account's users has the role. */
  chooseUser: own<{ name: string | null }, void>('choose_user'),
  remember: own<{ key: string; value: unknown }, void>('remember'),
  stop: own<void, void>('stop'),
  pause: own<void, void>('pause'),
  resume: own<void, void>('resume'),
};
