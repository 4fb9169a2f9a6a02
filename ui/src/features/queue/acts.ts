// What can be done in the queue: by its key, and by Find.
import type { RefObject } from 'react';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import type { QueueSummary } from '../../api/generated/QueueSummary';
import type { SortKey } from '../../api/generated/SortKey';
import { usePress } from '../../api/press';
import { EVERYTHING } from '../../api/query';
import type { Column } from '../../components';
import { addressed } from '../../lib/desk';
import { type KeyName, keyOf, useKeymap } from '../../lib/keys';
import type { Action, Nav } from '../../lib/nav';
import { copyRows, copyText, csv } from '../../lib/sheet';
import { keysToMain } from '../../lib/sight';
import { count, plain } from '../../lib/words';
import { isReady } from './decisions';
import { everyRow } from './queries';
import type { Selection } from './selection';
import { sheetOf } from './sheet';
import { shownStates, toState } from './states';

type Of = {
  nav: Nav;
  ask: QueueAsk;
  row: QueueRow | undefined;
  rows: { total: number };
  chosen: QueueRow[];
  columns: Column<QueueRow, SortKey>[];
  summary: QueueSummary | undefined;
  selection: Selection;
  search: RefObject<HTMLInputElement | null>;
  filter: (change: Partial<QueueAsk>) => void;
  approve: () => void;
  approveAll: () => void;
  selectAll: () => void;
  hold: () => void;
  list: () => void;
  say: (words: string) => void;
};

export function useQueueKeys(of: Of): Action[] {
  useKeymap();
  const { nav, ask, row, chosen } = of;
  const copy = () => {
    const them = chosen.length > 0 ? chosen : row ? [row] : [];
    if (them.length === 0) return;
    const done = copyRows(...sheetOf(of.columns, them));
    of.say(done ? `${count(them.length, 'row')} copied, with headings.` : 'The clipboard took nothing.');
  };
  const exported = async () => {
    const them = await everyRow(ask);
    const done = copyText(csv(...sheetOf(of.columns, them)));
    of.say(done ? `${count(them.length, 'row')} in view copied as CSV.` : 'The clipboard took nothing.');
  };
  const search = () => {
    of.search.current?.focus();
    of.search.current?.select();
  };
  const act = (title: string, name: KeyName, does: () => void): Action => ({ title, key: keyOf(name), does });
  const named = chosen.length > 0 ? count(chosen.length, 'selected load') : row?.load;
  const acts: Action[] = [
    // The key stays, and says quietly why nothing comes of it.
    act(
      row && chosen.length === 0 && !isReady(row) ? `Approve ${named ?? ''} (not ready)` : `Approve ${named ?? ''}`,
      'approve',
      of.approve,
    ),
    act('Approve all that is ready in view …', 'approveAll', of.approveAll),
    ...(row ? [act(`Hold ${row.load} …`, 'hold', of.hold)] : []),
    ...(row
      ? [{ title: `Open ${row.load}`, does: () => nav.go({ screen: 'load', load: addressed(row) }) } satisfies Action]
      : []),
    { title: `Select all ${of.rows.total}`, does: of.selectAll },
    { title: 'Copy as rows with headings (Ctrl C)', does: copy },
    act('Copy all rows in view as CSV', 'exports', () => void exported()),
    act('Columns …', 'columns', of.list),
    act('Search', 'search', search),
    act('Changed after posting', 'differing', () => of.filter({ differing: !ask.differing, state: null, hold: null })),
    act('Show all loads', 'tabAll', () => of.filter({ state: null, hold: null, differing: false })),
    ...shownStates(of.summary, ask).map((state) =>
      act(`Show ${plain(state).toLowerCase()}`, `tab_${state}` as KeyName, () => of.filter(toState(ask, state))),
    ),
    { title: 'Clear the filter', does: () => of.filter(EVERYTHING) },
  ];
  usePress(acts, (event) => {
    const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (ctrl && event.key === 'a' && of.rows.total > 0) of.selectAll();
    else if (ctrl && event.key === 'c' && window.getSelection()?.isCollapsed !== false) copy();
    else if (event.key === 'Escape' && !ctrl) leave(of);
    else return false;
    return true;
  });
  return acts;
}

/** Esc, wherever the keys are: the selection goes first; then they are in the list again. */
function leave({ chosen, selection }: Of) {
  if (chosen.length > 0) selection.clear();
  keysToMain(true);
}
