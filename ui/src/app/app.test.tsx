import { clearMocks } from '@tauri-apps/api/mocks';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { ABOUT, BEHIND, row, SUMMARY, show } from '../test/desk';
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
  });
  for (const name of ['Queue', 'Batches', 'Sources', 'Activity', 'Quarantine']) {
    await user.click(await screen.findByRole('button', { name: new RegExp(`^${name}`) }));
    const banner = (await screen.findByRole('alert')).textContent;
    expect(banner).toContain('LH-524 this book ends at entry 40');
    expect(banner).toContain('`linehaul recover` goes on from there');
  }
});
