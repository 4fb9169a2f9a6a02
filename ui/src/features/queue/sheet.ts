// The queue's rows for a spreadsheet: as the columns stand, the amount and its currency apart.
import type { QueueRow } from '../../api/generated/QueueRow';
import type { SortKey } from '../../api/generated/SortKey';
import type { Column } from '../../components';

/** Headings and cells. */
export function sheetOf(columns: Column<QueueRow, SortKey>[], rows: QueueRow[]): [string[], string[][]] {
  const apart = (column: Column<QueueRow, SortKey>) => column.key === 'total';
  const titles = columns.flatMap((column) => (apart(column) ? [column.title, 'Currency'] : [column.title]));
  const cells = (row: QueueRow) =>
    columns.flatMap((column) => (apart(column) ? [row.total, row.currency] : [column.text(row)]));
  return [titles, rows.map(cells)];
}
