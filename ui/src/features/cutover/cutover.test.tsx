import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { CountedSum } from '../../api/generated/CountedSum';
import type { CutLoadLine } from '../../api/generated/CutLoadLine';
import type { CutOverReport } from '../../api/generated/CutOverReport';
import { BEHIND, SUMMARY, show } from '../../test/desk';
import { CutOverScreen } from './Screen';

afterEach(clearMocks);

const textOf = (element: HTMLElement) => element.textContent ?? '';

const NONE: CountedSum = { count: 0, without_amount: 0, totals: {} };
const sum = (count: number, totals: Record<string, string>): CountedSum => ({ count, without_amount: 0, totals });

function load(number: string): CutLoadLine {
  return {
    load: number,
    customer: 'ACME',
    delivered: '2025-02-20',
    total: '1185.80',
    currency: 'USD',
    words: 'asked',
    by: null,
    invoices: [],
    billed: null,
    difference: null,
  };
}

const UNSET: CutOverReport = {
  set: null,
  day: null,
  open: true,
  asked_again: false,
  asks: false,
  columns: {},
  not_read: [],
  listed: NONE,
  matched: NONE,
  unmatched: NONE,
  unmatched_lines: [],
  several: [],
  elsewhere: NONE,
  elsewhere_loads: [],
  asked: NONE,
  asked_loads: [],
  no_longer: [],
  differing: NONE,
  after: [],
  bound: [],
  here: NONE,
};
const SET: CutOverReport = {
  ...UNSET,
  set: { seq: 3, at: '2025-03-07T08:00:00Z', actor: 'ann', reason: 'our first month' },
  day: '2025-03-01',
  listed: sum(2, { '': '2175.80' }),
  matched: sum(1, { '': '1185.80' }),
  unmatched: sum(1, { '': '990.00' }),
  unmatched_lines: [{ line: 3, names: 'load 10399', invoice: 'QB-1040', amount: '990.00', currency: null, loads: [] }],
  elsewhere: sum(1, { USD: '1185.80' }),
  asked: sum(2, { USD: '2371.60' }),
  asked_loads: [load('L-1'), load('L-2')],
};

const DONE = { done: ['L-2'], refused: [], notes: [] };

it('says where it stands, in counts and money, and which line fits nothing', async () => {
  show((nav) => <CutOverScreen nav={nav} />, { summary: SUMMARY, cut_over: SET });
  expect(await screen.findByText(/What the list names was billed elsewhere/)).toBeTruthy();
  expect(screen.getByText(/Entry 3 of the book.*by ann: our first month\./)).toBeTruthy();
  const row = screen.getByRole('row', { name: /Loads that are asked/ });
  expect(textOf(row)).toContain('2');
  expect(textOf(row)).toContain('2,371.60 USD');
  expect(textOf(screen.getByRole('row', { name: /load 10399/ }))).toContain('990.00');
});

it('is said load by load with keys, and what is not known may be left empty', async () => {
  const { words, nav } = show((nav) => <CutOverScreen nav={nav} />, {
    summary: SUMMARY,
    cut_over: SET,
    cut_over_elsewhere: DONE,
    cut_over_bill: DONE,
  });
  const user = userEvent.setup();
  await screen.findByText('Were these invoiced?');
  await user.keyboard('je');
  expect(textOf(await screen.findByRole('dialog'))).toContain('L-2 was billed elsewhere');
  await user.type(screen.getByLabelText('Invoice, if known'), 'QB-7');
  await user.type(screen.getByLabelText('Reason, for the book'), 'in the old books');
  await user.click(screen.getByRole('button', { name: 'Billed elsewhere' }));
  await waitFor(() =>
    expect(words('cut_over_elsewhere')).toEqual([
      { load: 'L-2', invoice: 'QB-7', amount: null, reason: 'in the old books' },
    ]),
  );
  await waitFor(() => expect(nav.tell).toHaveBeenCalledWith(expect.objectContaining({ good: true })));
  await user.keyboard('kb');
  expect(textOf(await screen.findByRole('dialog'))).toContain('Bill L-1 here');
});

it('is looked at before it is set, and a list is picked by its name alone', async () => {
  const { words, nav } = show((nav) => <CutOverScreen nav={nav} />, {
    summary: SUMMARY,
    cut_over: UNSET,
    pick_file: 'invoiced.xlsx',
    cut_over_try: { ...SET, set: null },
    cut_over_set: SET,
  });
  const user = userEvent.setup();
  expect(await screen.findByText(/nothing can be approved until somebody does/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Set it' }).hasAttribute('disabled')).toBe(true);
  await user.type(screen.getByLabelText('The first day that is billed here'), '2025-03-01');
  await user.click(screen.getByRole('button', { name: 'Pick it …' }));
  expect(await screen.findByRole('button', { name: 'invoiced.xlsx' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Set it' }).hasAttribute('disabled')).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Look what it would do' }));
  expect(textOf(await screen.findByTestId('cutover-tried'))).toContain('Nothing is set yet');
  expect(words('cut_over_set')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Set it' }));
  await waitFor(() => expect(words('cut_over_set')).toHaveLength(1));
  expect(words('cut_over_set')[0]).toMatchObject({ day: '2025-03-01', list: 'picked', reason: null });
  await waitFor(() =>
    expect(nav.tell).toHaveBeenCalledWith(expect.objectContaining({ title: 'The cut-over is 2025-03-01' })),
  );
});

it('takes no word where the book is not the latest', async () => {
  show((nav) => <CutOverScreen nav={nav} />, { summary: { ...SUMMARY, behind: BEHIND }, cut_over: SET });
  const buttons = await screen.findAllByRole('button', { name: /Bill it here/ });
  await waitFor(() => expect(buttons[0]?.getAttribute('aria-disabled')).toBe('true'));
});
