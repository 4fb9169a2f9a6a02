// Single keys: on the whole screen, given to others, switched off; and Find has what they do.
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { QueueAsk } from '../api/generated/QueueAsk';
import { ABOUT, type Answers, detail, row, SUMMARY, SYNCED, show } from '../test/desk';
import { App } from './App';

const ALL = Array.from({ length: 5 }, (_, at) => row(`L-${at}`));

function app(memory: Record<string, unknown> = {}, more: Answers = {}) {
  return show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory },
    about: ABOUT,
    summary: { ...SUMMARY, states: { ready: 5, held: 2 } },
    queue: ({ ask }: { ask: QueueAsk }) => ({ total: 5, loads: ask.limit === 1 ? [] : ALL }),
    show: ({ load }: { load: string }) => detail(load.replace('dispatch/', '')),
    approve: ({ seen }: { seen: [string, string][] }) => ({ approved: seen.map(([load]) => load), refused: [] }),
    batch_list: { batches: [] },
    activity: { entries: [] },
    sync: SYNCED,
    choose_user: null,
    remember: null,
    happened: null,
    ...more,
  });
}

afterEach(clearMocks);

it('has a key for each tab, for the search and for a sync, wherever the keys are', async () => {
  const user = userEvent.setup();
  const { words } = app();
  await screen.findAllByText('L-0');
  screen.getByRole('button', { name: /^Find/ }).focus();
  await user.keyboard('H');
  await waitFor(() => expect(screen.getByRole('button', { name: /^Held/ }).getAttribute('aria-pressed')).toBe('true'));
  screen.getByRole('button', { name: /^Find/ }).focus();
  await user.keyboard('/');
  expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement?.hasAttribute('data-grid')).toBe(true));
  await user.keyboard('y');
  await waitFor(() => expect(words('sync').length).toBe(1));
});

it('gives a key to somebody who wants another, keeps it, and none that is taken', async () => {
  const user = userEvent.setup();
  const { words } = app();
  await screen.findAllByText('L-0');
  await user.keyboard('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' });
  await user.click(within(dialog).getByRole('button', { name: /, the key for: approve the selected/ }));
  await user.keyboard('h');
  expect(within(dialog).getByText(/“h” is taken: hold the current load/)).toBeTruthy();
  await user.keyboard('g');
  await waitFor(() =>
    expect(words('remember').at(-1)).toEqual({ key: 'keys', value: { on: true, own: { approve: 'g' } } }),
  );
  await user.click(within(dialog).getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  await user.keyboard('a');
  await user.keyboard('g');
  await waitFor(() => expect(words('approve').length).toBe(1));
});

it('acts on no single key while they are switched off, and shows none', async () => {
  const user = userEvent.setup();
  const { words } = app({ keys: { on: false, own: {} } });
  await screen.findAllByText('L-0');
  await user.keyboard('a2u/H');
  expect(words('approve')).toEqual([]);
  expect(screen.getByRole('region', { name: 'Queue' })).toBeTruthy();
  const approve = screen.getByRole('button', { name: /^Approve L-0/ });
  expect(approve.querySelector('kbd')).toBeNull();
  await user.keyboard('{ArrowDown}');
  await waitFor(() =>
    expect(document.querySelector('.grid-row.current')?.getAttribute('data-key')).toBe('dispatch/L-1'),
  );
});

it('finds every action of the screen', async () => {
  const user = userEvent.setup();
  app();
  await screen.findAllByText('L-0');
  await user.keyboard('{Control>}k{/Control}');
  await screen.findByRole('combobox', { name: 'Find' });
  for (const title of [
    /^Approve L-0/,
    /^Approve all that is ready/,
    /^Hold L-0/,
    /^Columns/,
    /^Show held/,
    /^Sync/,
    /^Undo/,
  ]) {
    expect(screen.getByRole('option', { name: title })).toBeTruthy();
  }
});

it('says who acts, and lets it be chosen', async () => {
  const user = userEvent.setup();
  const { words } = app();
  await screen.findAllByText('L-0');
  const actor = screen.getByRole('combobox', { name: 'Who acts' });
  expect(actor.textContent).toContain('as ann · approver');
  await user.selectOptions(actor, 'bob');
  await waitFor(() => expect(words('choose_user')).toEqual([{ name: 'bob' }]));
});
