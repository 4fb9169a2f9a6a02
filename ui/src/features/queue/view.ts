// Where somebody is in the queue: what is asked, the current row, and the columns as somebody has them.
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import type { SortKey } from '../../api/generated/SortKey';
import { EVERYTHING } from '../../api/query';
import type { Column } from '../../components';
import type { Nav } from '../../lib/nav';
import { COLUMNS } from './parts/columns';

export type View = { ask: QueueAsk; current: number };

/** Where somebody was; what an older version did not know to ask is as it is for everything, and so is an order that has gone. */
export function rememberedView(nav: Nav): View {
  const { ask, current } = nav.remembered<View>('queue', { ask: EVERYTHING, current: 0 });
  const sort = COLUMNS.some((column) => column.sort && column.sort === ask?.sort) ? ask.sort : null;
  return { ask: { ...EVERYTHING, ...ask, sort }, current };
}

/** By this column; the other way round; in the order of work again. */
export function sorted(ask: QueueAsk, key: SortKey, inverse: boolean): Partial<QueueAsk> {
  if (ask.sort !== key) return { sort: key, descending: inverse };
  return ask.descending === inverse ? { descending: !inverse } : { sort: null, descending: false };
}

/** A column as somebody has it; in order. */
export type Layout = { key: string; hidden?: boolean; width?: number }[];

/** All columns, those of the layout first and in its order; what it does not know comes behind. */
export function laidOut(layout: Layout): Layout {
  const known = layout.filter((one) => COLUMNS.some((column) => column.key === one.key));
  const more = COLUMNS.filter((column) => !known.some((one) => one.key === column.key));
  return [...known, ...more.map((column) => ({ key: column.key }))];
}

export function columnsOf(layout: Layout): Column<QueueRow, SortKey>[] {
  return laidOut(layout).flatMap(({ key, hidden, width }) => {
    const column = COLUMNS.find((one) => one.key === key);
    if (!column || hidden) return [];
    return [width ? { ...column, width: `${width}px`, roomy: false } : column];
  });
}
