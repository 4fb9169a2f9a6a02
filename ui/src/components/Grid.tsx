// The data grid, wrapped once: rows come in pages, only those in sight are drawn, and it is an ARIA grid with the true
// number of rows. One row is current; keys move it. See docs/decisions/0011.
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';

export type Column<Row, Key extends string = never> = {
  key: string;
  title: string;
  width: string;
  align?: 'right';
  /** What the rows are sorted by when its title is pressed. */
  sort?: Key;
  /** Its order runs against that of what it is sorted by. */
  inverse?: boolean;
  /** Left out where the window is narrow. */
  roomy?: boolean;
  cell: (row: Row) => ReactNode;
  /** What it says, plainly: an amount or a date as a sheet takes it. */
  text: (row: Row) => string;
};

export type Sort<Key extends string> = { key: Key | null; descending: boolean };

const ROW_HEIGHT = 34;
const TITLES_HEIGHT = 30;
const OVERSCAN = 12;
const PAGE = 18;
const LEAST_WIDTH = 40;
/** Of a digit, with the room beside it. */
const FIGURE = 8;
const ROOMY = '(min-width: 1181px)';

function watchWidth(look: () => void) {
  const media = window.matchMedia?.(ROOMY);
  media?.addEventListener('change', look);
  return () => media?.removeEventListener('change', look);
}

function isRoomy() {
  return window.matchMedia?.(ROOMY).matches ?? true;
}

type Props<Row, Key extends string> = {
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
  /** Selects all rows between two, and no others. */
  onRange?: (from: number, to: number) => void;
  onNeed?: (from: number, to: number) => void;
  sort?: Sort<Key>;
  onSort?: (key: Key, inverse: boolean) => void;
  /** A column was drawn to this width, in pixels. */
  onWidth?: (column: string, width: number) => void;
};

const MOVES: Record<string, number> = {
  j: 1,
  J: 1,
  ArrowDown: 1,
  k: -1,
  K: -1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
};

/** Where a key leads from the current row; nothing for a key that does not move. */
function target(key: string, current: number, total: number): number | null {
  const to = key === 'Home' ? 0 : key === 'End' ? total - 1 : key in MOVES ? current + (MOVES[key] ?? 0) : null;
  return to === null ? null : Math.max(0, Math.min(total - 1, to));
}

/** The widths of the columns. Amounts are never cut: their column grows with the longest that was seen. */
function useTemplate<Row, Key extends string>(columns: Column<Row, Key>[], drawn: (Row | undefined)[], boxes: boolean) {
  const longest = useRef(new Map<string, number>());
  const width = (column: Column<Row, Key>) => {
    if (column.align !== 'right' || !column.width.endsWith('px')) return column.width;
    let most = longest.current.get(column.key) ?? 0;
    for (const row of drawn) if (row) most = Math.max(most, column.text(row).length);
    longest.current.set(column.key, most);
    // Groups, the sign and the currency's letters come beside what it says plainly.
    const needed = Math.ceil(most * FIGURE + (most > 6 ? FIGURE * Math.floor((most - 4) / 3) : 0)) + 8;
    return `${Math.max(Number.parseInt(column.width, 10), needed)}px`;
  };
  return `${boxes ? '34px ' : ''}${columns.map(width).join(' ')}`;
}

export function Grid<Row, Key extends string = never>(props: Props<Row, Key>) {
  const { label, columns: all, total, rowAt, current, onCurrent, onOpen, selected, onSelect, onRange, onNeed } = props;
  const roomy = useSyncExternalStore(watchWidth, isRoomy);
  const columns = all.filter((column) => roomy || !column.roomy);
  const scroller = useRef<HTMLDivElement>(null);
  /** Where a range began. */
  const anchor = useRef<number | null>(null);
  // The current row is always drawn: what the keys act on is there, also when it was scrolled away from.
  const rangeExtractor = (range: Range) => {
    const drawn = defaultRangeExtractor(range);
    return current >= range.count || drawn.includes(current) ? drawn : [...drawn, current].sort((a, b) => a - b);
  };
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: TITLES_HEIGHT,
    scrollPaddingStart: TITLES_HEIGHT,
    initialOffset: Math.max(0, (current - 8) * ROW_HEIGHT),
    initialRect: { width: 1200, height: 680 },
    rangeExtractor,
  });
  const items = rows.getVirtualItems();
  const first = Math.max(0, (rows.range?.startIndex ?? 0) - OVERSCAN);
  const last = Math.min(Math.max(0, total - 1), (rows.range?.endIndex ?? 0) + OVERSCAN);
  useEffect(() => onNeed?.(first, last), [first, last, onNeed]);
  const any = total > 0;
  useEffect(() => {
    if (any) rows.scrollToIndex(current, { align: 'auto' });
  }, [current, any, rows]);
  const template = useTemplate(
    columns,
    items.map((item) => rowAt(item.index)),
    !!selected,
  );

  const go = (to: number, extend: boolean) => {
    if (extend && onRange) {
      anchor.current ??= current;
      onRange(Math.min(anchor.current, to), Math.max(anchor.current, to));
    } else {
      anchor.current = null;
    }
    onCurrent(to);
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
    const row = rowAt(current);
    const to = target(event.key, current, total);
    // A capital letter without a range to extend is somebody else's key.
    if (to !== null) go(to, event.shiftKey);
    else if (event.key === 'Enter' && row && onOpen) onOpen(row);
    else if ((event.key === 'x' || event.key === ' ') && row && onSelect) onSelect(row);
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent, index: number, row: Row | undefined) => {
    if (event.shiftKey && onRange) window.getSelection()?.removeAllRanges();
    if ((event.ctrlKey || event.metaKey) && row) onSelect?.(row);
    go(index, event.shiftKey);
  };

  return (
    <div
      className="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + (selected ? 1 : 0)}
      aria-multiselectable={!!selected}
      tabIndex={0}
      aria-activedescendant={items.some((item) => item.index === current) ? `row-${current}` : undefined}
      onKeyDown={press}
      data-grid
    >
      <div ref={scroller} className="grid-body" role="presentation">
        <div role="presentation" className="grid-wide">
          <Titles {...props} columns={columns} template={template} />
          <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {items.map((item) => (
              <GridRow
                key={item.index}
                {...props}
                columns={columns}
                index={item.index}
                row={rowAt(item.index)}
                look={{ gridTemplateColumns: template, top: item.start - TITLES_HEIGHT, height: ROW_HEIGHT }}
                onClick={click}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

/** The headings move along sideways, and stay above the rows. */
function Titles<Row, Key extends string>({
  columns,
  template,
  selected,
  sort,
  onSort,
  onWidth,
}: Props<Row, Key> & { template: string }) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-titles" style={{ gridTemplateColumns: template }}>
        {selected ? <span role="columnheader" aria-label="Selected" /> : null}
        {columns.map(({ key, title, align, sort: by, inverse = false }) => {
          const down = sort?.descending !== inverse;
          const now = by && sort?.key === by ? (down ? 'descending' : 'ascending') : undefined;
          return (
            <span key={key} role="columnheader" className={align} aria-sort={now}>
              {by && onSort ? (
                <button type="button" className="sort" onClick={() => onSort(by, inverse)}>
                  {title}
                  <span aria-hidden="true">{now ? (now === 'descending' ? ' ▾' : ' ▴') : ''}</span>
                </button>
              ) : (
                title
              )}
              {onWidth ? <Edge onWidth={(width) => onWidth(key, width)} /> : null}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** The right edge of a heading, drawn with the mouse. By keys a width is typed under Columns. */
function Edge({ onWidth }: { onWidth: (width: number) => void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 0;
    from.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const draw = (event: PointerEvent) => {
    if (!from.current) return;
    onWidth(Math.round(Math.max(LEAST_WIDTH, from.current.width + event.clientX - from.current.x)));
  };
  const end = () => {
    from.current = null;
  };
  return <span aria-hidden="true" className="edge" onPointerDown={begin} onPointerMove={draw} onPointerUp={end} />;
}

function GridRow<Row, Key extends string>({
  columns,
  keyOf,
  index,
  row,
  current,
  selected,
  look,
  onClick,
  onOpen,
  onSelect,
}: Props<Row, Key> & {
  index: number;
  row: Row | undefined;
  look: { gridTemplateColumns: string; top: number; height: number };
  onClick: (event: MouseEvent, index: number, row: Row | undefined) => void;
}) {
  const key = row ? keyOf(row) : '';
  const chosen = selected?.has(key) ?? false;
  return (
    <div
      id={`row-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected ? chosen : index === current}
      data-key={key}
      className={`grid-row${index === current ? ' current' : ''}${chosen ? ' chosen' : ''}`}
      style={look}
      onClick={(event) => onClick(event, index, row)}
      onDoubleClick={() => row && onOpen?.(row)}
    >
      {selected ? (
        <span role="gridcell">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${key}`}
            checked={chosen}
            onClick={(event) => (event.ctrlKey || event.metaKey || event.shiftKey ? event.preventDefault() : undefined)}
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
}
