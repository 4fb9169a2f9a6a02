import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../../api/generated/commands';
import type { Queue } from '../../api/generated/Queue';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { EVERYTHING, question } from '../../api/query';

export const PAGE = 200;

/** The rows of an ask, page by page as they come into sight; SQLite has them all. */
export function useRows(ask: QueueAsk) {
  const [pages, setPages] = useState<number[]>([0]);
  const key = JSON.stringify(ask);
  const [asked, setAsked] = useState(key);
  if (asked !== key) {
    setAsked(key);
    setPages([0]);
  }
  const results = useQueries({
    queries: pages.map((page) => ({
      ...question(api.queue, { ask: { ...ask, offset: page * PAGE, limit: PAGE } }),
      placeholderData: (before: Queue | undefined) => before,
    })),
  });
  const first = results[0];
  const byPage = new Map(pages.map((page, at) => [page, results[at]?.data?.loads]));
  const rowAt = (index: number): QueueRow | undefined => byPage.get(Math.floor(index / PAGE))?.[index % PAGE];
  const need = useCallback((from: number, to: number) => {
    const wanted = [Math.floor(from / PAGE), Math.floor(to / PAGE)];
    setPages((known) => {
      const more = wanted.filter((page) => !known.includes(page));
      return more.length === 0 ? known : [...known, ...new Set(more)].slice(-8);
    });
  }, []);
  const error = results.find((r) => r.error)?.error ?? null;
  return {
    total: results.find((r) => r.data)?.data?.total ?? 0,
    rowAt,
    need,
    error,
    waiting: first?.isPending ?? false,
  };
}

/** How many posted loads are not as they were billed. */
export function useDiffering(): number {
  const ask = { ...EVERYTHING, differing: true, limit: 1 };
  return useQuery(question(api.queue, { ask })).data?.total ?? 0;
}
