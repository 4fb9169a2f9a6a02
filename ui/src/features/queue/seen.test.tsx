// What is acted on is on the screen, and named afterwards.
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import type { QueueRow } from '../../api/generated/QueueRow';
import { ABOUT, type Answers, row, SUMMARY, show } from '../../test/desk';
import { QueueScreen } from './Screen';

const READY = Array.from({ length: 40 }, (_, at) => row(`L-${at}`));
const HELD = [row('H-0', { state: 'held' })];

/** A queue whose approved loads stay in it, as decided. */
function desk(more: Answers = {}, all: QueueRow[] = [...READY, ...HELD]) {
  const decided = new Set<string>();
  const seenAs = (r: QueueRow) => (decided.has(`dispatch/${r.load}`) ? { ...r, state: 'approved' } : r);
  return show((nav) => <QueueScreen about={ABOUT} nav={nav} />, {
    summary: { ...SUMMARY, states: { ready: READY.length, held: HELD.length } },
    approve: ({ seen }: { seen: [string, string][] }) => {
      for (const [load] of seen) decided.add(load);
      return { approved: seen.map(([load]) => load.replace('dispatch/', '')), refused: [] };
    },
    queue: ({ ask }: { ask: QueueAsk }) => {
      const fits = all.map(seenAs).filter((r) => !ask.state || r.state === ask.state);
      return { total: fits.length, loads: fits.slice(ask.offset, ask.offset + (ask.limit ?? fits.length)) };
    },
    ...more,
  });
}

/** Rows lie where they are drawn, in a list of the usual height. */
function laidOut() {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const top = this.matches('.grid-row') ? Number.parseInt((this as HTMLElement).style.top, 10) : 0;
    return new DOMRect(0, top, 1200, this.matches('.grid-row') ? 34 : 680);
  });
}

afterEach(clearMocks);
afterEach(() => vi.restoreAllMocks());

it('lets a selection go with its filter, and approves no load that is not shown', async () => {
  const user = userEvent.setup();
  const { words } = desk();
  await screen.findAllByText('L-0');
  await user.keyboard('xjxjx');
  expect(screen.getByText(/3 selected:/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /^Held/ }));
  await screen.findAllByText('H-0');
  expect(screen.queryByText(/3 selected:/)).toBeNull();
  expect(screen.getByText(/3 selected loads let go/)).toBeTruthy();
  document.querySelector<HTMLElement>('[data-grid]')?.focus();
  await user.keyboard('a');
  await new Promise((done) => setTimeout(done, 300));
  expect(words('approve')).toEqual([]);
});

it('names what was approved', async () => {
  const user = userEvent.setup();
  const { nav } = desk();
  await screen.findAllByText('L-0');
  await user.keyboard('xjxa');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0].title).toBe('L-0, L-1 approved');
});

it('does nothing with a row that is decided already, however fast the hand', async () => {
  const user = userEvent.setup();
  const { words, nav } = desk();
  await screen.findAllByText('L-0');
  await user.keyboard('aaaa');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  await user.keyboard('aa');
  await screen.findByText('Approved');
  await user.keyboard('aa');
  await new Promise((done) => setTimeout(done, 300));
  expect(words('approve').length).toBe(1);
  expect(nav.tell).toHaveBeenCalledTimes(1);
});

it('approves no held load, and says quietly why', async () => {
  const user = userEvent.setup();
  const { words, nav } = desk({}, HELD);
  await screen.findAllByText('H-0');
  const approve = screen.getByRole<HTMLButtonElement>('button', { name: /Approve H-0/ });
  expect(approve.disabled).toBe(true);
  await user.keyboard('a');
  expect(await screen.findByText('H-0 is held: nothing was approved.')).toBeTruthy();
  expect(words('approve')).toEqual([]);
  expect(nav.tell).not.toHaveBeenCalled();
});

it('asks with the totals before it approves what was selected and is out of sight', async () => {
  const user = userEvent.setup();
  laidOut();
  const { words } = desk(
    {},
    Array.from({ length: 400 }, (_, at) => row(`L-${at}`)),
  );
  await screen.findAllByText('L-0');
  await user.keyboard('x{PageDown}{PageDown}{PageDown}{PageDown}xa');
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('Approve 2 loads');
  expect(dialog.textContent).toContain('200.20 USD');
  expect(words('approve')).toEqual([]);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(words('approve').length).toBe(1));
});
