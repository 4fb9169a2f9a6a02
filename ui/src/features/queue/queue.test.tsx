import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { EVERYTHING } from '../../api/query';
import { ABOUT, type Answers, BEHIND, row, SUMMARY, SYNCED, show } from '../../test/desk';
import { QueueScreen } from './Screen';

/** A queue of so many loads, one page after the other. */
function pages(total: number, at: (index: number) => QueueRow = (index) => row(`L-${index}`)) {
  return ({ ask }: { ask: QueueAsk }) => {
    if (ask.differing && ask.limit === 1) return { total: 2, loads: [] };
    const count = Math.max(0, Math.min(ask.limit ?? total, total - ask.offset));
    return { total, loads: Array.from({ length: count }, (_, index) => at(ask.offset + index)) };
  };
}

function desk(total: number, more: Answers = {}) {
  return show((nav) => <QueueScreen about={ABOUT} nav={nav} />, {
    summary: { ...SUMMARY, states: { ready: total } },
    approve: ({ seen }: { seen: [string, string][] }) => ({ approved: seen.map(([load]) => load), refused: [] }),
    hold: ({ load }: { load: string }) => ({ done: [load], refused: [], notes: [] }),
    queue: pages(total),
    ...more,
  });
}

function one(more: Partial<QueueRow>, answers: Answers = {}) {
  return desk(1, { queue: pages(1, () => row('L-1', more)), ...answers });
}

afterEach(clearMocks);

it('draws what is in sight of a hundred thousand loads, and tells the true number', async () => {
  const { words } = desk(100_000);
  const grid = await screen.findByRole('grid', { name: 'Loads' });
  await within(grid).findByText('L-0');
  expect(grid.getAttribute('aria-rowcount')).toBe('100001');
  expect(within(grid).getAllByRole('row').length).toBeLessThan(80);
  expect(words('queue').length).toBeLessThan(4);
});

it('moves, selects and approves by keys what was seen, and does not say who it is', async () => {
  const user = userEvent.setup();
  const { words, nav } = desk(5);
  await screen.findAllByText('L-0');
  await user.keyboard('xjjx');
  expect(screen.getByText(/2 selected: 200.20 USD/)).toBeTruthy();
  await user.keyboard('a');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(words('approve')).toEqual([
    {
      seen: [
        ['dispatch/L-0', 'seen-L-0'],
        ['dispatch/L-2', 'seen-L-2'],
      ],
    },
  ]);
});

it('approves a selected load as it was when it was selected', async () => {
  const user = userEvent.setup();
  let now = 'before';
  const { words } = one(
    {},
    { queue: pages(1, () => row('L-1', { assessment: now })), sync: SYNCED, summary: { ...SUMMARY, stale: 3 } },
  );
  await screen.findAllByText('L-1');
  await user.keyboard('x');
  now = 'after';
  await user.click(await screen.findByRole('button', { name: 'Sync: go on' }));
  await waitFor(() => expect(words('queue').length).toBeGreaterThan(2));
  await user.click(screen.getByRole('button', { name: /Approve 1/ }));
  await waitFor(() => expect(words('approve')).toEqual([{ seen: [['dispatch/L-1', 'before']] }]));
});

it('shows what changed since it was looked at, and offers to look', async () => {
  const user = userEvent.setup();
  const message = 'L-1 is not as it was looked at: FSC 10.00 -> 12.00 (seen 0123456789ab, now ba9876543210)';
  const refused = [{ load: 'L-1', code: 'LH-423', message, next_step: 'Look at it with `linehaul show`.' }];
  const { nav } = one({}, { approve: { approved: [], refused } });
  await screen.findAllByText('L-1');
  await user.keyboard('a');
  expect(await screen.findByText(/FSC 10.00 -> 12.00$/)).toBeTruthy();
  expect(screen.getByText('1 load changed since you looked, and was not approved')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Look at L-1' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'load', load: 'L-1' });
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByText(/changed since you looked/)).toBeNull();
});

it('asks for a reason before it holds, and no single key acts while one types', async () => {
  const user = userEvent.setup();
  const { asked, words } = desk(3);
  await screen.findAllByText('L-0');
  await user.keyboard('h');
  const reason = await screen.findByRole('textbox');
  await user.type(reason, 'a customer asked, jaxud');
  expect(asked.some((a) => a.command === 'approve' || a.command === 'hold')).toBe(false);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(words('hold')).toEqual([{ load: 'dispatch/L-0', reason: 'a customer asked, jaxud' }]));
});

it('tells what became of the invoice of a load that was held', async () => {
  const user = userEvent.setup();
  const note = 'PSL-A-000077-G1, 21 loads, 19816.50 USD, is voided; 20 loads wait for the next batch';
  const { nav } = one({ state: 'queued' }, { hold: { done: ['L-1'], refused: [], notes: [note] } });
  await screen.findAllByText('L-1');
  await user.keyboard('h');
  await user.type(await screen.findByRole('textbox'), 'disputed{Enter}');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0]).toEqual({ title: 'L-1 held: disputed', good: true, lines: [{ text: note }] });
});

it('says how many loads wait to be assessed, marks them, and goes on', async () => {
  const user = userEvent.setup();
  const { words } = one({ stale: true }, { summary: { ...SUMMARY, stale: 1204 }, sync: SYNCED });
  expect(await screen.findByText('1,204 loads wait to be assessed.')).toBeTruthy();
  expect(await screen.findByText('Waits to be assessed')).toBeTruthy();
  expect(screen.getByTestId('row-words').textContent).toContain('what is shown is what was known before');
  await user.click(screen.getByRole('button', { name: 'Sync: go on' }));
  await waitFor(() => expect(words('sync').length).toBe(1));
});

it('decides nothing on a book that is not the latest, and says why', async () => {
  const user = userEvent.setup();
  const { words, nav } = one({}, { summary: { ...SUMMARY, behind: BEHIND } });
  await screen.findAllByText('L-1');
  const approve = screen.getByRole('button', { name: /Approve L-1/ });
  await waitFor(() => expect(approve.getAttribute('aria-disabled')).toBe('true'));
  expect(approve.title).toContain('this book ends at entry 40');
  await user.click(approve);
  expect(nav.tell).not.toHaveBeenCalled();
  document.querySelector<HTMLElement>('[data-grid]')?.focus();
  await user.keyboard('a');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0].lines?.[0]?.text).toContain('LH-524');
  expect(words('approve')).toEqual([]);
});

it.each([
  ['24.00', 'Earned more: 24.00'],
  ['-1035.50', 'Billed too much: 1,035.50'],
  ['0.00', 'Lines changed'],
])('marks a posted load that differs by %s', async (amount, text) => {
  one({ state: 'posted', difference: { amount, words: 'FSC 10.00 -> 34.00' } });
  const chip = await screen.findByText(text);
  expect(chip.title).toBe('FSC 10.00 -> 34.00');
  expect(screen.getByTestId('row-words').textContent).toContain('changed after it was posted: FSC 10.00 -> 34.00');
});

it('says of a load that was billed elsewhere what it would come to, and claims nothing', async () => {
  const words = 'billed elsewhere at 1000.00, here it would be 1125.00';
  one({ state: 'billed_elsewhere', difference: { amount: '125.00', words } });
  expect((await screen.findByText('Other amount here')).title).toBe(words);
  const told = screen.getByTestId('row-words').textContent;
  expect(told).toContain(`Differs: ${words}.`);
  expect(told).not.toContain('after it was posted');
});

it('shows only what differs, by key and by button', async () => {
  const user = userEvent.setup();
  const { words } = desk(5);
  await screen.findAllByText('L-0');
  const last = () =>
    (
      words('queue')
        .filter((w) => (w as { ask: QueueAsk }).ask.limit !== 1)
        .pop() as { ask: QueueAsk }
    ).ask;
  await user.keyboard('d');
  await waitFor(() => expect(last().differing).toBe(true));
  const button = screen.getByRole('button', { name: /Changed after posting 2/ });
  expect(button.getAttribute('aria-pressed')).toBe('true');
  await user.click(button);
  await waitFor(() => expect(button.getAttribute('aria-pressed')).toBe('false'));
});

it.each([
  ['rejected', 'rejected', 'LH-604: the total is 99.00 there', 'Mend the reason, then retry it'],
  ['in_doubt', 'in_doubt', 'LH-602: the answer was lost', 'The next push or reconcile asks the ERP'],
  ['in_doubt', 'needs_person', 'LH-603: a draft stays. Remove it, then `linehaul retry` the invoice.', 'retry it'],
  ['in_doubt', 'voiding', 'The shipper disputes it', 'its loads wait until then'],
])('says why a load that is %s does not go on, its invoice being %s', async (state, stands, reason, way) => {
  const user = userEvent.setup();
  const { nav } = one({ state, invoice: { invoice: 'A-7-G1', batch: 'B-0007', state: stands, reason } });
  await screen.findAllByText('L-1');
  const said = screen.getByTestId('row-words').textContent ?? '';
  expect(said).toContain(reason.replace('`linehaul retry`', 'retry'));
  expect(said).toContain(way);
  const cells = within(screen.getByRole('grid')).getAllByRole('gridcell');
  expect(cells[cells.length - 1]?.textContent).toContain(way);
  await user.click(screen.getByRole('button', { name: 'To B-0007' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'batches', batch: 'B-0007' });
});

it('asks what becomes of an invoice that was cancelled at the ERP', async () => {
  const user = userEvent.setup();
  const hold = { code: 'CANCELLED_AT_ERP', message: 'A-7-G1: credited', owner: 'billing', next_step: 'Say it.' };
  const stuck = { invoice: 'A-7-G1', batch: 'B-0007', state: 'cancelled', reason: 'credited' };
  const holds = [{ ...hold, released: false, stop: null, document: null, reference: null, charge: null }];
  const { words, nav } = one({ state: 'held', holds, invoice: stuck }, { cancelled: { loads: ['L-1'] } });
  await user.click(await screen.findByRole('button', { name: 'Bill again or close …' }));
  await user.type(await screen.findByRole('textbox'), 'wrong address');
  const decide = screen.getByRole('button', { name: 'Decide' });
  expect(decide.hasAttribute('disabled')).toBe(true);
  await user.click(screen.getByRole('radio', { name: /Bill again/ }));
  await user.click(decide);
  const told = { invoice: 'A-7-G1', bill_again: true, reason: 'wrong address' };
  await waitFor(() => expect(words('cancelled')).toEqual([told]));
  expect(nav.tell.mock.calls[0]?.[0].title).toBe('A-7-G1: its load can be billed again');
});

it('says the one next thing when there is nothing', async () => {
  desk(0);
  expect(await screen.findByText(/No loads yet|Nothing/)).toBeTruthy();
});

it('does not ask for an order that has gone', async () => {
  const before = { ask: { ...EVERYTHING, sort: 'gone' }, current: 0 };
  const remembered = <T,>(key: string, fallback: T) => (key === 'queue' ? (before as T) : fallback);
  const { words } = show((nav) => <QueueScreen about={ABOUT} nav={{ ...nav, remembered }} />, {
    summary: SUMMARY,
    queue: pages(2),
  });
  await screen.findAllByText('L-0');
  expect(words('queue')).toContainEqual({ ask: { ...EVERYTHING, offset: 0, limit: 200 } });
  expect(JSON.stringify(words('queue'))).not.toContain('gone');
});
