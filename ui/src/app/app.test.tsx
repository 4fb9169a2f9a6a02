import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { Happened } from '../api/shell';
import { ABOUT, BEHIND, detail, row, SUMMARY, show } from '../test/desk';
import { App } from './App';

afterEach(clearMocks);

it('says on every screen that the book is not the latest, and what to do', async () => {
  const user = userEvent.setup();
  show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory: {} },
    about: ABOUT,
    summary: { ...SUMMARY, behind: BEHIND },
    queue: { total: 1, loads: [row('L-1')] },
    batch_list: { batches: [] },
    sources: { sources: [] },
    quarantine: { items: [], groups: [] },
    activity: { entries: [] },
    remember: null,
    happened: null,
  });
  for (const name of ['Queue', 'Batches', 'Sources', 'Activity', 'Quarantine']) {
    await user.click(await screen.findByRole('button', { name: new RegExp(`^${name}`) }));
    const banner = (await screen.findByRole('alert')).textContent;
    expect(banner).toContain('LH-524 this book ends at entry 40');
    expect(banner).toContain('`linehaul recover` goes on from there');
  }
});

it('hears what happens while nobody asks, asks again what that changed, and tells a trouble', async () => {
  let page: { onmessage: (happened: Happened) => void } | undefined;
  const { words } = show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory: {} },
    about: ABOUT,
    summary: SUMMARY,
    queue: { total: 1, loads: [row('L-1')] },
    remember: null,
    happened: (asked: { told: typeof page }) => {
      page = asked.told;
      return null;
    },
  });
  await waitFor(() => expect(words('queue').length).toBeGreaterThan(0));
  const before = words('queue').length;
  const nothing: Happened = { changed: ['loads'], read: 5, assessed: 1, lapsed: [], voided: [], new: [] };
  page?.onmessage(nothing);
  await waitFor(() => expect(words('queue').length).toBeGreaterThan(before));
  expect(screen.queryByTestId('last-told')).toBeNull();
  const error = { code: 'LH-230', message: 'nobody answers', meaning: '', next_step: 'Check it.' };
  page?.onmessage({ ...nothing, new: [{ of: 'source tms', since: '2025-03-07T12:00:00Z', error }] });
  await waitFor(() => expect(screen.getByTestId('last-told').textContent).toContain('source tms: nobody answers'));
});

it('finds what can be done on the load that is open, and announces what came of it', async () => {
  const user = userEvent.setup();
  const done = { done: ['L-1'], refused: [], notes: [] };
  const { words } = show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory: { here: { screen: 'load', load: 'dispatch/L-1' } } },
    about: ABOUT,
    summary: SUMMARY,
    queue: { total: 0, loads: [] },
    show: detail('L-1'),
    set: done,
    batch_list: { batches: [] },
    remember: null,
    happened: null,
  });
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('{Control>}k{/Control}');
  await user.type(await screen.findByRole('combobox', { name: 'Find' }), 'set a field{Enter}');
  const field = await screen.findByLabelText('Field');
  await waitFor(() => expect(screen.queryByRole('combobox', { name: 'Find' })).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.selectOptions(field, 'ref:customer_po');
  await user.type(screen.getByLabelText('What stands there'), '4711');
  await user.type(screen.getByLabelText('Reason, for the book'), 'by phone{Enter}');
  await waitFor(() => expect(words('set').length).toBe(1));
  const told = await screen.findByTestId('last-told');
  expect(told.textContent).toContain('Customer po of L-1 set');
  expect(told.closest('[role=status]')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: /^Batches/ }));
  await user.keyboard('{Control>}k{/Control}');
  await screen.findByRole('combobox', { name: 'Find' });
  expect(screen.queryByText(/Set a field \(L-1\)/)).toBeNull();
});
