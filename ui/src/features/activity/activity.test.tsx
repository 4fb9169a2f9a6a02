import { clearMocks } from '@tauri-apps/api/mocks';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { DecisionLine } from '../../api/generated/DecisionLine';
import type { Told } from '../../lib/nav';
import { show } from '../../test/desk';
import { ActivityScreen } from './Screen';

afterEach(clearMocks);

function entry(seq: number, more: Partial<DecisionLine> = {}): DecisionLine {
  return {
    seq,
    at: '2025-03-07T15:04:00Z',
    actor: 'ann',
    role: 'approver',
    kind: 'held',
    load: null,
    invoice: null,
    text: `said ${seq}`,
    ...more,
  };
}

const TOLD: Told[] = [
  {
    title: '1 load refused',
    good: false,
    at: '2025-03-07T15:04:00Z',
    lines: [{ code: 'LH-403', text: 'L-1 is held', next: 'Release it with `linehaul release L-1`.', load: 'L-1' }],
  },
];

it('keeps what went wrong, in the words of the desk, with the way to its load', async () => {
  const user = userEvent.setup();
  const clear = vi.fn();
  const { nav } = show((n) => <ActivityScreen inbox={TOLD} clear={clear} nav={n} />, { activity: { entries: [] } });
  const item = (await screen.findByText('1 load refused')).closest('li');
  expect(item?.className).toBe('bad');
  expect(item?.textContent).toContain('LH-403 L-1 is held');
  expect(item?.textContent).not.toContain('linehaul release');
  await user.click(screen.getByRole('button', { name: 'Open L-1' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'load', load: 'L-1' });
  await user.click(screen.getByRole('button', { name: 'Clear the inbox' }));
  expect(clear).toHaveBeenCalled();
});

it('says that nothing is there, and clears nothing', async () => {
  show((n) => <ActivityScreen inbox={[]} clear={vi.fn()} nav={n} />, { activity: { entries: [] } });
  expect(await screen.findByText('Nothing was decided yet.')).toBeTruthy();
  expect(screen.getByText(/Nothing is in the inbox/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Clear the inbox' }).disabled).toBe(true);
});

it('goes back in the book as far as somebody wants', async () => {
  const user = userEvent.setup();
  const all = Array.from({ length: 250 }, (_, n) => entry(250 - n, n === 0 ? { load: 'L-7' } : {}));
  const { nav, words } = show((n) => <ActivityScreen inbox={[]} clear={vi.fn()} nav={n} />, {
    activity: ({ limit }: { limit: number }) => ({ entries: all.slice(0, limit) }),
  });
  await user.click(await screen.findByRole('button', { name: 'L-7' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'load', load: 'L-7' });
  expect(screen.queryByText('said 50')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Older entries' }));
  expect(await screen.findByText('said 1')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Older entries' })).toBeNull();
  expect(words('activity')).toEqual([{ limit: 200 }, { limit: 400 }]);
});

it('says why the book cannot be read', async () => {
  const broken = () => {
    throw { code: 'LH-501', message: 'the book is locked', meaning: 'Nothing is shown.', next_step: 'Try again.' };
  };
  show((n) => <ActivityScreen inbox={[]} clear={vi.fn()} nav={n} />, { activity: broken });
  expect((await screen.findByRole('alert')).textContent).toContain('LH-501 the book is locked');
});
