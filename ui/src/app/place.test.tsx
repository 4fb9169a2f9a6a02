// Esc goes back to where one came from, and the keys are never on nothing.
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { QueueAsk } from '../api/generated/QueueAsk';
import { ABOUT, type Answers, detail, row, SUMMARY, show } from '../test/desk';
import { App } from './App';

const ALL = Array.from({ length: 60 }, (_, at) => row(`L-${at}`));
const BATCH = {
  batch: 'B-0007',
  invoices: [
    {
      invoice: 'A-7-G1',
      printed: 'A-7-G1',
      loads: ['L-7', 'L-8'],
      customer: 'ACME',
      date: '2025-03-07',
      state: 'queued',
      lines: 2,
      party: 'ACME',
      bill_to: [],
      terms: null,
      sent: [],
      tax: '0.00',
      total: '200.20',
      currency: 'USD',
      erp_id: null,
      erp_number: null,
      reason: null,
    },
  ],
  totals: [],
  refused: [],
  owed: [],
};

function app(memory: Record<string, unknown> = {}, more: Answers = {}) {
  return show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory },
    about: ABOUT,
    summary: { ...SUMMARY, states: { ready: 60, held: 1 } },
    queue: ({ ask }: { ask: QueueAsk }) => {
      const fits = ask.state === 'held' ? [] : ALL.filter((r) => !ask.search || r.load.includes(ask.search));
      return { total: fits.length, loads: fits.slice(ask.offset, ask.offset + (ask.limit ?? fits.length)) };
    },
    show: ({ load }: { load: string }) => detail(load.replace('dispatch/', '')),
    batch_list: { batches: [BATCH] },
    sources: { sources: [] },
    quarantine: { items: [], groups: [] },
    activity: { entries: [] },
    remember: null,
    happened: null,
    ...more,
  });
}

const current = () => document.querySelector('.grid-row.current')?.getAttribute('data-key');
const onGrid = () => expect(document.activeElement?.hasAttribute('data-grid')).toBe(true);

afterEach(clearMocks);

it('comes back from a load to the row that it left, drawn and in reach of the keys', async () => {
  const user = userEvent.setup();
  app();
  await screen.findAllByText('L-0');
  await user.keyboard('{PageDown}{PageDown}{Enter}');
  await screen.findByRole('heading', { name: 'L-36' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(current()).toBe('dispatch/L-36'));
  await waitFor(onGrid);
});

it('goes to the next and the previous load without leaving, and comes back to the last one', async () => {
  const user = userEvent.setup();
  app();
  await screen.findAllByText('L-0');
  await user.keyboard('jj{Enter}');
  await screen.findByRole('heading', { name: 'L-2' });
  await screen.findByRole('button', { name: /Next/ });
  await user.keyboard('j');
  await screen.findByRole('heading', { name: 'L-3' });
  await user.keyboard('j');
  await screen.findByRole('heading', { name: 'L-4' });
  await user.keyboard('k');
  await screen.findByRole('heading', { name: 'L-3' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(current()).toBe('dispatch/L-3'));
});

it('comes back to the batch that a load was opened from, and goes through its loads', async () => {
  const user = userEvent.setup();
  app({ here: { screen: 'batches', batch: 'B-0007' } });
  await user.click(await screen.findByRole('button', { name: 'L-7' }));
  await screen.findByRole('heading', { name: 'L-7' });
  await user.keyboard('j');
  await screen.findByRole('heading', { name: 'L-8' });
  await user.keyboard('{Escape}');
  expect(await screen.findByRole('heading', { name: 'B-0007' })).toBeTruthy();
});

it('leaves the keys in the list after a tab, and on the page after an empty result', async () => {
  const user = userEvent.setup();
  app();
  await screen.findAllByText('L-0');
  await user.click(screen.getByRole('button', { name: /^Ready/ }));
  await waitFor(onGrid);
  await user.click(screen.getByRole('button', { name: /^Held/ }));
  await screen.findByText('Nothing is held here');
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  await user.keyboard('/');
  await waitFor(() => expect(document.activeElement?.getAttribute('type')).toBe('search'));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});

it('puts the keys on every screen that is gone to', async () => {
  const user = userEvent.setup();
  app();
  await screen.findAllByText('L-0');
  for (const key of ['2', '3', '4', '5', '1']) {
    await user.keyboard(key);
    await waitFor(() => expect(document.activeElement?.closest('main')).toBeTruthy());
  }
  await waitFor(onGrid);
});

it('names no row as active that is not there', async () => {
  app({ queue: { ask: undefined, current: 50 } });
  await screen.findAllByText('L-50');
  const active = document.querySelector('[data-grid]')?.getAttribute('aria-activedescendant');
  expect(active && document.getElementById(active)).toBeTruthy();
});
