// The data grid, wrapped once: rows come in pages, only those in sight are drawn, and it is an ARIA grid with the true
// number of rows. One row is current; keys move it. See docs/decisions/0011.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';

export type Column<Row, Key extends string = never> = {
  key: string;
  title: string;
  width: string;
  align?: 'right';
  /** What the rows are sorted by when its title is pressed. */
  sort?: Key;
  /** Left out where the window is narrow. */
  roomy?: boolean;
  cell: (row: Row) => ReactNode;
};

export type Sort<Key extends string> = { key: Key | null; descending: boolean };

const ROW_HEIGHT = 34;
const ROOMY = '(min-width: 1181px)';

function watchWidth(look: () => void) {
  const media = window.matchMedia?.(ROOMY);
  media?.addEventListener('change', look);
  return () => media?.removeEventListener('change', look);
}

function isRoomy() {
  return window.matchMedia?.(ROOMY).matches ?? true;
}

export function Grid<Row, Key extends string = never>({
  label,
  columns: all,
  total,
  rowAt,
  keyOf,
  current,
  onCurrent,
  onOpen,
  selected,
  onSelect,
  onNeed,
  sort,
  onSort,
  onKey,
}: {
  label: string;
  columns: Column<Row, Key>[];
  total: number;
  /** Nothing for a row whose page is still on its way. */
  rowAt: (index: number) => Row | undefined;
  keyOf: (row: Row) => string;
  current: number;
  onCurrent: (index: number) => void;
  onOpen?: (row: Row) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (row: Row) => void;
  onNeed?: (from: number, to: number) => void;
  sort?: Sort<Key>;
  onSort?: (key: Key) => void;
  /** Keys that the grid does not know itself; answers whether it was one. */
  onKey?: (key: string, row: Row | undefined) => boolean;
}) {
  const roomy = useSyncExternalStore(watchWidth, isRoomy);
  const columns = all.filter((column) => roomy || !column.roomy);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialRect: { width: 1200, height: 680 },
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => onNeed?.(first, last), [first, last, onNeed]);
  const template = `${selected ? '34px ' : ''}${columns.map((c) => c.width).join(' ')}`;

  const go = (index: number) => {
    const to = Math.max(0, Math.min(total - 1, index));
    onCurrent(to);
    rows.scrollToIndex(to, { align: 'auto' });
  };
  const moves: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 18, PageUp: -18 };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
    const row = rowAt(current);
    const move = moves[event.key];
    if (move !== undefined) go(current + move);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(total - 1);
    else if (event.key === 'Enter' && row && onOpen) onOpen(row);
    else if ((event.key === 'x' || event.key === ' ') && row && onSelect) onSelect(row);
    else if (!onKey?.(event.key, row)) return;
    event.preventDefault();
  };

  return (
    <div
      className="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-multiselectable={!!selected}
      tabIndex={0}
      aria-activedescendant={total > 0 ? `row-${current}` : undefined}
      onKeyDown={press}
      data-grid
    >
      <div role="rowgroup" className="grid-head">
        <div role="row" aria-rowindex={1} className="grid-row head" style={{ gridTemplateColumns: template }}>
          {selected ? <span role="columnheader" aria-label="Selected" /> : null}
          {columns.map(({ key, title, align, sort: by }) => {
            const now = by && sort?.key === by ? (sort.descending ? 'descending' : 'ascending') : undefined;
            return (
              <span key={key} role="columnheader" className={align} aria-sort={now}>
                {by && onSort ? (
                  <button type="button" className="sort" onClick={() => onSort(by)}>
                    {title}
                    <span aria-hidden="true">{now ? (now === 'descending' ? ' ▾' : ' ▴') : ''}</span>
                  </button>
                ) : (
                  title
                )}
              </span>
            );
          })}
        </div>
      </div>
      <div ref={scroller} className="grid-body" role="rowgroup">
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            const key = row ? keyOf(row) : '';
            const chosen = selected?.has(key) ?? false;
            return (
              <div
                key={item.index}
                id={`row-${item.index}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={selected ? chosen : item.index === current}
                data-key={key}
                className={`grid-row${item.index === current ? ' current' : ''}${chosen ? ' chosen' : ''}`}
                style={{ gridTemplateColumns: template, top: item.start, height: ROW_HEIGHT }}
                onClick={() => onCurrent(item.index)}
                onDoubleClick={() => row && onOpen?.(row)}
              >
                {selected ? (
                  <span role="gridcell">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={`Select ${key}`}
                      checked={chosen}
                      onChange={() => row && onSelect?.(row)}
                    />
                  </span>
                ) : null}
                {columns.map((column) => (
                  <span key={column.key} role="gridcell" className={column.align === 'right' ? 'right' : undefined}>
                    {row ? column.cell(row) : <span className="faint">…</span>}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
