// The habits of a spreadsheet: ranges, all of it, copies with headings, columns as one has them.
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { csv, tsv } from '../../lib/sheet';
import { ABOUT, type Answers, row, SUMMARY, show } from '../../test/desk';
import { QueueScreen } from './Screen';

function desk(all: QueueRow[], answers: Answers = {}, memory: Record<string, unknown> = {}) {
  const remembered = <T,>(key: string, fallback: T) => (memory[key] as T | undefined) ?? fallback;
  return show((nav) => <QueueScreen about={ABOUT} nav={{ ...nav, remembered }} />, {
    summary: { ...SUMMARY, states: { ready: all.length } },
    approve: ({ seen }: { seen: [string, string][] }) => ({ approved: seen.map(([load]) => load), refused: [] }),
    queue: ({ ask }: { ask: QueueAsk }) => {
      const fits = all.filter((r) => !ask.state || r.state === ask.state);
      return { total: fits.length, loads: fits.slice(ask.offset, ask.offset + (ask.limit ?? fits.length)) };
    },
    ...answers,
  });
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => row(`L-${at}`));

/** What goes into the clipboard. */
function clipboard() {
  const copied: string[] = [];
  document.execCommand = vi.fn(() => {
    copied.push((document.activeElement as HTMLTextAreaElement).value);
    return true;
  });
  return copied;
}

afterEach(clearMocks);

it('selects from row to row with Shift, by keys and by mouse', async () => {
  const user = userEvent.setup();
  desk(rows(30));
  await screen.findAllByText('L-0');
  await user.keyboard('j{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
  expect(await screen.findByText(/3 selected: 300.30 USD/)).toBeTruthy();
  await user.keyboard('{Shift>}{ArrowUp}{/Shift}');
  expect(await screen.findByText(/2 selected:/)).toBeTruthy();
  await user.click(screen.getByText('L-4'));
  await user.keyboard('{Shift>}');
  await user.click(screen.getByText('L-8'));
  await user.keyboard('{/Shift}');
  expect(await screen.findByText(/5 selected:/)).toBeTruthy();
});

it('selects all loads in view with Ctrl A, also those that were never in sight', async () => {
  const user = userEvent.setup();
  desk(rows(900));
  await screen.findAllByText('L-0');
  await user.keyboard('{Control>}a{/Control}');
  expect(await screen.findByText(/900 selected: 90,090.00 USD/)).toBeTruthy();
});

it('copies rows with headings, the amount and its currency apart, and never nothing', async () => {
  const user = userEvent.setup();
  const copied = clipboard();
  desk([row('00123', { total: '1234.50' }), row('L-1')]);
  await screen.findAllByText('00123');
  await user.keyboard('{Control>}c{/Control}');
  const [heads, one, ...more] = (copied[0] ?? '').split('\n');
  expect(heads?.split('\t').slice(0, 3)).toEqual(['Load', 'Customer', 'Picked up']);
  expect(one).toContain('00123\tACME\t');
  expect(one).toContain('\t1234.50\tUSD\t');
  expect(more).toEqual([]);
  expect(await screen.findByText(/1 row copied, with headings/)).toBeTruthy();
});

it('lets no text be a formula, and keeps amounts amounts', () => {
  const cells = ['=HYPERLINK("x")', '+1', '@a', '-cmd', '-12.50', 'a,b', 'a\tb'];
  expect(csv(['h'], [cells])).toBe(`h\r\n"'=HYPERLINK(""x"")",'+1,'@a,'-cmd,-12.50,"a,b",a b\r\n`);
  expect(tsv(['h'], [cells]).split('\n')[1]?.split('\t')).toEqual([
    '\'=HYPERLINK("x")',
    "'+1",
    "'@a",
    "'-cmd",
    '-12.50',
    'a,b',
    'a b',
  ]);
});

it('keeps columns, their order and their widths', async () => {
  const user = userEvent.setup();
  const { nav } = desk(
    rows(3),
    {},
    { columns: [{ key: 'customer' }, { key: 'load', width: 200 }, { key: 'age', hidden: true }] },
  );
  await screen.findAllByText('L-0');
  const titles = screen.getAllByRole('columnheader').map((one) => one.textContent);
  expect(titles.slice(1, 3)).toEqual(['Customer', 'Load']);
  expect(titles).not.toContain('Age');
  expect(document.querySelector<HTMLElement>('.grid-titles')?.style.gridTemplateColumns).toContain('200px');
  await user.keyboard('c');
  const dialog = await screen.findByRole('dialog', { name: 'Columns' });
  await user.click(within(dialog).getByRole('checkbox', { name: 'Age' }));
  await waitFor(() => expect(screen.getAllByText('Age').length).toBeGreaterThan(1));
  await user.click(within(dialog).getByRole('button', { name: 'Load further left' }));
  const [, layout] = nav.remember.mock.calls.filter(([key]) => key === 'columns').at(-1) ?? [];
  expect((layout as { key: string }[]).slice(0, 2).map((one) => one.key)).toEqual(['load', 'customer']);
});

it('sorts by age against the day of delivery', async () => {
  const user = userEvent.setup();
  const { words } = desk(rows(3));
  await screen.findAllByText('L-0');
  await user.click(screen.getByRole('button', { name: 'Age' }));
  await waitFor(() => expect(words('queue').at(-1)).toMatchObject({ ask: { sort: 'delivered', descending: true } }));
  expect(
    screen
      .getAllByRole('columnheader')
      .find((h) => h.textContent?.startsWith('Age'))
      ?.getAttribute('aria-sort'),
  ).toBe('ascending');
});

it('approves all that is ready in view, with the totals first', async () => {
  const user = userEvent.setup();
  const { words } = desk([...rows(3), row('H-1', { state: 'held' }), row('C-1', { currency: 'CAD', total: '5.00' })]);
  await screen.findAllByText('L-0');
  await user.keyboard('A');
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('Approve 4 loads');
  expect(dialog.textContent).toContain('300.30 USD');
  expect(dialog.textContent).toContain('5.00 CAD');
  expect(words('approve')).toEqual([]);
  await user.keyboard('{Enter}');
  await waitFor(() => expect((words('approve')[0] as { seen: unknown[] }).seen.length).toBe(4));
});

it('gives a long amount the room that it needs', async () => {
  desk([row('L-0', { total: '123456789.01' })]);
  await screen.findAllByText('L-0');
  const template = document.querySelector<HTMLElement>('.grid-titles')?.style.gridTemplateColumns ?? '';
  const widths = template.match(/\d+px/g)?.map((px) => Number.parseInt(px, 10)) ?? [];
  expect(Math.max(...widths)).toBeGreaterThan(150);
});

it('says in which state a search is found, where the chosen one has nothing', async () => {
  const user = userEvent.setup();
  const found = { total: 1, loads: [row('PO-1', { state: 'held' })] };
  const queue = ({ ask }: { ask: QueueAsk }) => (ask.search && !ask.state ? found : { total: 0, loads: [] });
  desk(
    [],
    { summary: { ...SUMMARY, states: { held: 1 } }, queue },
    { queue: { ask: { state: 'ready', search: 'PO' }, current: 0 } },
  );
  expect(await screen.findByText('“PO” is found in other states: PO-1: held.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Search in all states' }));
  await screen.findAllByText('PO-1');
});
