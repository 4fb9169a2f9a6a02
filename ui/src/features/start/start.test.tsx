import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '../../test/desk';
import { StartScreen } from './Screen';

afterEach(clearMocks);

const SAMPLE = 'Open the sample company';
const FOLDER = 'Open a workspace folder …';

it('opens the sample company, and says where it is made', async () => {
  const user = userEvent.setup();
  const opened = vi.fn();
  show(() => <StartScreen error={null} sample="/s" onOpen={opened} />, { open_sample: null });
  expect(screen.getByText(/is made in \/s/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: SAMPLE }));
  await waitFor(() => expect(opened).toHaveBeenCalledOnce());
});

it('stays where it is when no folder was chosen', async () => {
  const user = userEvent.setup();
  const opened = vi.fn();
  show(() => <StartScreen error={null} sample="/s" onOpen={opened} />, { open_folder: false });
  await user.click(screen.getByRole('button', { name: FOLDER }));
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: FOLDER }).disabled).toBe(false));
  expect(opened).not.toHaveBeenCalled();
});

it('says why a folder is no workspace, and lets another be chosen', async () => {
  const user = userEvent.setup();
  const opened = vi.fn();
  const no = {
    code: 'LH-101',
    message: '/x has no linehaul.toml',
    meaning: 'Nothing was opened.',
    next_step: 'Choose.',
  };
  let tries = 0;
  const open_folder = () => {
    tries += 1;
    if (tries === 1) throw no;
    return true;
  };
  show(() => <StartScreen error={null} sample="/s" onOpen={opened} />, { open_folder });
  await user.click(screen.getByRole('button', { name: FOLDER }));
  expect((await screen.findByRole('alert')).textContent).toContain('LH-101 /x has no linehaul.toml');
  await user.click(screen.getByRole('button', { name: FOLDER }));
  await waitFor(() => expect(opened).toHaveBeenCalledOnce());
});
