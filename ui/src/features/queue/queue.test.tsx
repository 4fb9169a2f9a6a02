import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { About } from '../../api/generated/About';
import type { QueueAsk } from '../../api/generated/QueueAsk';
import { QueueScreen } from './Screen';

const ABOUT: About = {
  business: 'Prairie Star',
  zone: 'America/Chicago',
  today: '2025-03-07',
  erp: 'file',
  users: [
    { name: 'ann', roles: ['approver'] },
    { name: 'bob', roles: ['biller'] },
  ],
  customers: ['ACME'],
};

function row(load: string) {
  return {
    load,
    customer: 'ACME',
    state: 'ready',
    delivered: '2025-03-01',
    age_days: 6,
    total: '100.10',
    currency: 'USD',
    expected_total: null,
    variance: null,
    holds: [],
    warnings: [],
    documents: ['bol', 'pod_signed', 'rate_confirmation'],
  };
}

/** A queue of so many loads behind a shell that remembers what it was asked. */
function desk(total: number) {
  const asked: { command: string; words: Record<string, unknown> }[] = [];
  mockIPC((command, words) => {
    asked.push({ command, words: words as Record<string, unknown> });
    if (command === 'summary') return { states: { ready: total }, held: [] };
    if (command === 'approve') return { approved: (words as { loads: string[] }).loads, refused: [] };
    if (command === 'hold') return { done: [(words as { load: string }).load], refused: [] };
    if (command === 'queue') {
      const { offset, limit } = (words as { ask: QueueAsk }).ask;
      const count = Math.max(0, Math.min(limit ?? total, total - offset));
      return { total, loads: Array.from({ length: count }, (_, at) => row(`L-${offset + at}`)) };
    }
    throw { code: 'LH-000', message: command, meaning: '', next_step: '' };
  });
  const nav = {
    go: vi.fn(),
    back: vi.fn(),
    tell: vi.fn(),
    remembered: <T,>(_: string, fallback: T) => fallback,
    remember: vi.fn(),
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <QueueScreen about={ABOUT} nav={nav} />
    </QueryClientProvider>,
  );
  return { asked, nav };
}

afterEach(clearMocks);

it('draws what is in sight of a hundred thousand loads, and tells the true number', async () => {
  const { asked } = desk(100_000);
  const grid = await screen.findByRole('grid', { name: 'Loads' });
  await within(grid).findByText('L-0');
  expect(grid.getAttribute('aria-rowcount')).toBe('100001');
  expect(within(grid).getAllByRole('row').length).toBeLessThan(80);
  expect(asked.filter((a) => a.command === 'queue').length).toBeLessThan(3);
});

it('moves, selects and approves by keys, and does not say who it is', async () => {
  const user = userEvent.setup();
  const { asked, nav } = desk(5);
  await screen.findByText('L-0');
  await user.keyboard('xjjx');
  expect(screen.getByText(/2 selected: 200.20 USD/)).toBeTruthy();
  await user.keyboard('a');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  const approved = asked.find((a) => a.command === 'approve');
  expect(approved?.words).toEqual({ loads: ['L-0', 'L-2'] });
});

it('asks for a reason before it holds, and no single key acts while one types', async () => {
  const user = userEvent.setup();
  const { asked } = desk(3);
  await screen.findByText('L-0');
  await user.keyboard('h');
  const reason = await screen.findByRole('textbox');
  await user.type(reason, 'a customer asked, jaxu');
  expect(asked.some((a) => a.command === 'approve' || a.command === 'hold')).toBe(false);
  await user.keyboard('{Enter}');
  await waitFor(() => expect(asked.some((a) => a.command === 'hold')).toBe(true));
  expect(asked.find((a) => a.command === 'hold')?.words).toEqual({
    load: 'L-0',
    reason: 'a customer asked, jaxu',
  });
});

it('says the one next thing when there is nothing', async () => {
  desk(0);
  expect(await screen.findByText(/No loads yet|Nothing/)).toBeTruthy();
});
