// One cache of what was asked. What a command changed is asked again: the declarations say what each reads and changes.
import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './generated/commands';
import type { QueueAsk } from './generated/QueueAsk';
import type { Tag } from './generated/Tag';
import { type Command, whenChanged } from './invoke';
import { shell } from './shell';

export const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false } },
});

/** The day turns while a window stands open; nothing that is decided says so. */
const TODAY_MS = 600_000;

/** Every load, in the order of work. */
export const EVERYTHING: QueueAsk = {
  state: null,
  customer: null,
  search: null,
  hold: null,
  sort: null,
  descending: false,
  differing: false,
  offset: 0,
  limit: null,
};

/** A command that reads, as a query under its own name. */
export function question<A, T>(command: Command<A, T>, ...ask: A extends void ? [] : [A]) {
  const { name, reads } = command.declared;
  return { queryKey: [name, ...ask], queryFn: () => command(ask[0] as A), meta: { reads } };
}

const changed = new Set<Tag>();
let collecting = 0;
let asks: QueryClient | null = null;

/** Asks again what reads anything that was changed so far. */
function askAgain() {
  const tags = new Set(changed);
  changed.clear();
  if (tags.size === 0) return;
  void asks?.invalidateQueries({
    predicate: ({ meta }) => ((meta?.reads ?? []) as readonly Tag[]).some((tag) => tags.has(tag)),
  });
}

/** From now on this cache is kept as the commands leave things. */
export function keepFresh(queries: QueryClient) {
  asks = queries;
  changed.clear();
  whenChanged((tags) => {
    for (const tag of tags) changed.add(tag);
    if (collecting === 0) askAgain();
  });
}

/** Runs what may ask several commands. What they changed is asked again once, at its end. */
export async function together<T>(what: () => Promise<T>): Promise<T> {
  collecting += 1;
  try {
    return await what();
  } finally {
    collecting -= 1;
    askAgain();
  }
}

/** Where the window is; `reopened` after another workspace was opened, of which nothing that was asked is true. */
export function usePlace() {
  const queries = useQueryClient();
  const place = useQuery(question(shell.place));
  return { place, reopened: () => queries.invalidateQueries() };
}

/** Chooses whom the window acts as. */
export function useChooseUser(): (name: string | null) => Promise<void> {
  const queries = useQueryClient();
  return async (name) => {
    await shell.chooseUser({ name });
    await queries.invalidateQueries({ queryKey: question(shell.place).queryKey });
  };
}

export function useAbout() {
  return useQuery({ ...question(api.about), refetchInterval: TODAY_MS });
}

export function useSummary() {
  return useQuery(question(api.summary));
}

/** Why nothing can be decided, where the book is not the latest. */
export function useBlocked(): string | null {
  const behind = useSummary().data?.behind;
  return behind ? `${behind.code} ${behind.message} ${behind.meaning}` : null;
}
