// One cache of what was asked. A decision makes everything that was read stale: all of it is local and cheap.
import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { About } from './generated/About';
import { api } from './invoke';

export const client = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false } },
});

export function useStale(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

export function useAbout() {
  return useQuery({ queryKey: ['about'], queryFn: api.about });
}

/** The user to act as: the first of this account's that has the role. Without any the book is asked, and refuses in words. */
export function userWith(about: About | undefined, role: string): string | null {
  return about?.users.find((user) => user.roles.includes(role))?.name ?? null;
}
