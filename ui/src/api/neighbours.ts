// The loads before and behind one in the list that it was opened from, as that list is now.
import { useQuery } from '@tanstack/react-query';
import { addressed } from '../lib/desk';
import type { Among, Nav } from '../lib/nav';
import { api } from './generated/commands';
import { EVERYTHING, question } from './query';

type Steps = { previous?: () => void; next?: () => void };

export function useNeighbours(load: string, among: Among | undefined, nav: Nav): Steps {
  const queue = among && 'ask' in among ? among : null;
  const from = Math.max(0, (queue?.at ?? 0) - 1);
  const { data } = useQuery({
    ...question(api.queue, { ask: { ...(queue?.ask ?? EVERYTHING), offset: from, limit: 3 } }),
    enabled: queue !== null,
  });
  if (!among) return {};
  const to = (there: string, where: Among) => () => nav.go({ screen: 'load', load: there, among: where }, true);
  if (!queue) {
    const loads = 'loads' in among ? among.loads : [];
    const at = loads.indexOf(load);
    const [before, behind] = at < 0 ? [] : [loads[at - 1], loads[at + 1]];
    return { previous: before ? to(before, among) : undefined, next: behind ? to(behind, among) : undefined };
  }
  const names = (data?.loads ?? []).map(addressed);
  const at = names.indexOf(load);
  const step = (index: number) => {
    const there = names[index];
    if (!there) return undefined;
    return () => {
      nav.remember('queue', { ask: queue.ask, current: from + index });
      to(there, { ask: queue.ask, at: from + index })();
    };
  };
  // What was decided may have left the list: the one that came up in its place is the next.
  if (at < 0) return { previous: queue.at > 0 ? step(queue.at - 1 - from) : undefined, next: step(queue.at - from) };
  return { previous: at > 0 ? step(at - 1) : undefined, next: step(at + 1) };
}
