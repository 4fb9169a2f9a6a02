import { useQuery } from '@tanstack/react-query';
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { ABOUT, SUMMARY, show } from '../test/desk';
import { api } from './generated/commands';
import { question, together } from './query';

afterEach(clearMocks);

const READ = ['summary', 'activity', 'sources', 'quarantine', 'about'];

function Asking({ act }: { act: () => Promise<unknown> }) {
  const asked = [
    useQuery(question(api.summary)),
    useQuery(question(api.activity, { limit: 5 })),
    useQuery(question(api.sources)),
    useQuery(question(api.quarantine, {})),
    useQuery(question(api.about)),
  ];
  if (asked.some((a) => !a.data)) return null;
  return (
    <button type="button" onClick={() => void act().catch(() => undefined)}>
      Act
    </button>
  );
}

async function after(act: () => Promise<unknown>, more: Record<string, unknown>) {
  const user = userEvent.setup();
  const answers = {
    summary: SUMMARY,
    activity: { entries: [] },
    sources: { sources: [] },
    quarantine: { items: [], groups: [] },
    about: ABOUT,
    ...more,
  };
  const { words } = show(() => <Asking act={act} />, answers);
  await user.click(await screen.findByRole('button', { name: 'Act' }));
  await waitFor(() => expect(words('summary').length).toBeGreaterThan(1));
  // What comes of one turn is asked in it: nothing more is under way.
  await new Promise((turn) => setTimeout(turn, 20));
  return READ.filter((command) => words(command).length > 1).map((command) => [command, words(command).length]);
}

const hold = (load: string) => api.hold({ load, reason: 'a test' });
const DONE = { done: [], refused: [], notes: [] };

it('asks again what a decision changes, and nothing else', async () => {
  expect(await after(() => hold('L-1'), { hold: DONE })).toEqual([
    ['summary', 2],
    ['activity', 2],
  ]);
});

it('asks again after a decision that failed: it may have failed on its way', async () => {
  expect(await after(() => hold('L-1'), {})).toEqual([
    ['summary', 2],
    ['activity', 2],
  ]);
});

it('asks again once for several decisions', async () => {
  const both = () =>
    together(async () => {
      await hold('L-1');
      await hold('L-2');
    });
  expect(await after(both, { hold: DONE })).toEqual([
    ['summary', 2],
    ['activity', 2],
  ]);
});

it('asks everything again that a sync reads anew', async () => {
  const again = await after(() => api.sync({}), { sync: {} });
  expect(again.map(([command]) => command)).toEqual(READ);
});
