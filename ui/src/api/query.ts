// One cache of what was asked. A decision makes everything that was read stale: all of it is local and cheap.
import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueueAsk } from './generated/QueueAsk';
import { api } from './invoke';

export const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false } },
});

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

export function useStale(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

export function useAbout() {
  return useQuery({ queryKey: ['about'], queryFn: api.about });
}

export function useSummary() {
  return useQuery({ queryKey: ['summary'], queryFn: api.summary });
}

/** Why nothing can be decided, where the book is not the latest. */
export function useBlocked(): string | null {
  const behind = useSummary().data?.behind;
  return behind ? `${behind.code} ${behind.message} ${behind.meaning}` : null;
}
