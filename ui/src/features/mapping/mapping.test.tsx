import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { GuessReport } from '../../api/generated/GuessReport';
import type { TrialReport } from '../../api/generated/TrialReport';
import { show } from '../../test/desk';
import { MappingScreen } from './Screen';

afterEach(clearMocks);

const textOf = (element: HTMLElement) => element.textContent ?? '';

const TRIAL: TrialReport = {
  mapping: 'loads',
  file: 'loads 2025-03.csv',
  read: 2,
  bad: 1,
  makes: [{ kind: 'loads', rows: 1 }],
  rows: [
    {
      line: 2,
      content: '10421,Acme',
      makes: [
        {
          kind: 'load',
          fields: [
            { column: 'load_number', value: '10421', from: 'Load #' },
            { column: 'customer', value: 'Acme', from: 'Customer' },
          ],
        },
      ],
      faults: [],
    },
    {
      line: 3,
      content: '10422,,On Hold',
      makes: [],
      faults: [{ column: 'Status', code: 'LH-227', message: '`On Hold` is no status' }],
    },
  ],
  faults: [{ fault: { column: 'Status', code: 'LH-227', message: '`On Hold` is no status' }, rows: 1, line: 3 }],
  unread: ['Driver'],
  ignored: [],
  notes: [],
};
const GUESS: GuessReport = {
  name: 'loads',
  text: '[[file]]\nignore = []',
  asks: ['Which currency are the amounts in? currency = "…"'],
  trial: TRIAL,
  unread: null,
  written: false,
  added: null,
};

it('begins with a file that the shell asks for, and sends no path', async () => {
  const { words, asked } = show((nav) => <MappingScreen nav={nav} />, {
    pick_file: 'loads 2025-03.csv',
    source_guess: GUESS,
  });
  expect(screen.getByText('Pick a file of your own')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Pick a file …' }));
  expect(((await screen.findByLabelText(/The mapping, as text/)) as HTMLTextAreaElement).value).toBe(GUESS.text);
  expect(screen.getByText(/Which currency/)).toBeTruthy();
  expect(textOf(screen.getByTestId('trial'))).toContain('2 rows, 1 not taken: 1 load');
  expect(screen.getByRole('cell', { name: '10421' })?.getAttribute('title')).toBe('from Load #');
  expect(textOf(screen.getByText(/Nobody reads/))).toContain('Driver');
  expect(textOf(screen.getByText(/the first in line 3/))).toContain('LH-227');
  expect(words('source_guess')).toEqual([{ name: null, write: false, text: null, rows: 20 }]);
  expect(asked.every(({ words }) => !JSON.stringify(words ?? {}).includes('/'))).toBe(true);
});

it('is mended, tried and written, and a text that does not read says why and stays', async () => {
  const wrong = { code: 'LH-244', message: 'mappings/loads.toml does not read: line 1', meaning: '', next_step: '' };
  const { words, nav } = show((nav) => <MappingScreen nav={nav} />, {
    pick_file: 'loads 2025-03.csv',
    source_guess: (ask: { write: boolean }) => ({
      ...GUESS,
      written: ask.write,
      added: ask.write ? 'mapping = "loads"' : null,
    }),
    source_test: ({ text }: { text: string }) => {
      if (text.includes('?!')) throw wrong;
      return { ...TRIAL, bad: 0, faults: [], unread: [] };
    },
  });
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Pick a file …' }));
  const area = await screen.findByLabelText(/The mapping, as text/);
  await user.type(area, ' ?!');
  expect(screen.getByText(/changed since it was tried/)).toBeTruthy();
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(textOf(await screen.findByRole('alert'))).toContain('LH-244');
  expect((area as HTMLTextAreaElement).value).toBe(`${GUESS.text} ?!`);
  await user.clear(area);
  await user.type(area, 'ignore');
  await user.click(screen.getByRole('button', { name: /Try again/ }));
  await waitFor(() => expect(textOf(screen.getByTestId('trial'))).toContain('2 rows: 1 load'));
  expect(screen.queryByRole('alert')).toBeNull();
  await user.clear(screen.getByLabelText('Source'));
  await user.type(screen.getByLabelText('Source'), 'tms');
  await user.click(screen.getByRole('button', { name: 'Write it' }));
  expect(await screen.findByText(/mappings\/loads.toml is written/)).toBeTruthy();
  expect(words('source_guess')[1]).toEqual({ name: 'loads', write: true, add: 'tms', text: 'ignore', rows: 20 });
  expect(nav.tell).toHaveBeenCalledWith(expect.objectContaining({ good: true }));
});

it('leaves all as it is when no file is chosen', async () => {
  const { words } = show((nav) => <MappingScreen nav={nav} />, { pick_file: null });
  await userEvent.click(screen.getByRole('button', { name: 'Pick a file …' }));
  await waitFor(() => expect(words('pick_file')).toHaveLength(1));
  expect(screen.getByText('Pick a file of your own')).toBeTruthy();
  expect(words('source_guess')).toEqual([]);
});
