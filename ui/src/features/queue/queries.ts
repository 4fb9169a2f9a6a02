import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../../api/generated/commands';
import type { Queue } from '../../api/generated/Queue';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { EVERYTHING, question } from '../../api/query';

export const PAGE = 200;
/** Pages that are kept beside the current row's. */
const KEPT = 8;

function page(ask: QueueAsk, at: number) {
  return question(api.queue, { ask: { ...ask, offset: at * PAGE, limit: PAGE } });
}

/** The rows of an ask, page by page as they come into sight; SQLite has them all. The page of the current row is always among them. */
export function useRows(ask: QueueAsk, current: number) {
  const [near, setNear] = useState<number[]>([]);
  const key = JSON.stringify(ask);
  const [asked, setAsked] = useState(key);
  if (asked !== key) {
    setAsked(key);
    setNear([]);
  }
  const here = Math.floor(current / PAGE);
  const pages = [here, ...near.filter((one) => one !== here)];
  const results = useQueries({
    queries: pages.map((at) => ({ ...page(ask, at), placeholderData: (before: Queue | undefined) => before })),
  });
  const byPage = new Map(pages.map((at, index) => [at, results[index]?.data?.loads]));
  const rowAt = (index: number): QueueRow | undefined => byPage.get(Math.floor(index / PAGE))?.[index % PAGE];
  const need = useCallback((from: number, to: number) => {
    const wanted = [Math.floor(from / PAGE), Math.floor(to / PAGE)];
    setNear((known) => {
      const more = wanted.filter((at) => !known.includes(at));
      return more.length === 0 ? known : [...known, ...new Set(more)].slice(-KEPT);
    });
  }, []);
  const error = results.find((r) => r.error)?.error ?? null;
  return {
    total: results.find((r) => r.data)?.data?.total ?? 0,
    rowAt,
    need,
    error,
    /** When what is shown was answered. */
    of: results[0]?.dataUpdatedAt ?? 0,
    waiting: results[0]?.isPending ?? false,
  };
}

/** The rows of an ask between two places, whether they were in sight or not. */
export async function rowsBetween(queries: QueryClient, ask: QueueAsk, from: number, to: number): Promise<QueueRow[]> {
  const rows: QueueRow[] = [];
  for (let at = Math.floor(from / PAGE); at <= Math.floor(to / PAGE); at += 1) {
    const { loads } = await queries.fetchQuery({ ...page(ask, at), staleTime: 30_000 });
    rows.push(...loads.slice(Math.max(0, from - at * PAGE), to - at * PAGE + 1));
  }
  return rows;
}

/** All rows of an ask, as they are now. */
export async function everyRow(ask: QueueAsk): Promise<QueueRow[]> {
  return (await api.queue({ ask: { ...ask, offset: 0, limit: null } })).loads;
}

export function useRange(ask: QueueAsk): (from: number, to: number) => Promise<QueueRow[]> {
  const queries = useQueryClient();
  return (from, to) => rowsBetween(queries, ask, from, to);
}

/** How many posted loads are not as they were billed. */
export function useDiffering(): number {
  const ask = { ...EVERYTHING, differing: true, limit: 1 };
  return useQuery(question(api.queue, { ask })).data?.total ?? 0;
}

const SOME = 5;

/** What fits a search in other states, where a state was chosen and nothing fits in it. */
export function useElsewhere(ask: QueueAsk): QueueRow[] {
  const wide = { ...EVERYTHING, search: ask.search, limit: SOME };
  const enabled = !!ask.search && (!!ask.state || !!ask.customer || !!ask.hold);
  return useQuery({ ...question(api.queue, { ask: wide }), enabled }).data?.loads ?? [];
}
