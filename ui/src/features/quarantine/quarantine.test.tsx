import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { QuarantinedRow } from '../../api/generated/QuarantinedRow';
import type { QuarantineLine } from '../../api/generated/QuarantineLine';
import { BEHIND, SUMMARY, show } from '../../test/desk';
import { QuarantineScreen } from './Screen';

afterEach(clearMocks);

function line(id: string, load: string, more: Partial<QuarantineLine> = {}): QuarantineLine {
  return {
    id,
    source: 'dispatch',
    file: 'loads.csv',
    line: 3,
    column: 'miles',
    code: 'LH-221',
    message: '`many` is no number',
    faults: [{ column: 'miles', code: 'LH-221', message: '`many` is no number' }],
    header: ['load_number', 'miles'],
    content: `${load},many`,
    rows: 1,
    seen: 1,
    first: '2025-03-07T08:00:00+00:00',
    last: '2025-03-07T08:00:00+00:00',
    loads: [load],
    holds: [load],
    cause: 'LH-221 miles',
    ended: null,
    ...more,
  };
}

const MILES = line('Q-1', 'L-1');
const STATUS = line('Q-2', 'L-2', {
  line: 4,
  column: 'status',
  code: 'LH-227',
  message: '`done` is no status',
  cause: 'LH-227 status',
  faults: [{ column: 'status', code: 'LH-227', message: '`done` is no status' }],
});
const GROUPS = [
  { name: 'LH-221 miles', words: '`many` is no number', rows: 1, first: 'Q-1' },
  { name: 'LH-227 status', words: '`done` is no status', rows: 1, first: 'Q-2' },
];
const SHOWN: QuarantinedRow = {
  item: MILES,
  cells: [
    { column: 'load_number', text: 'L-1' },
    { column: 'miles', text: 'many' },
  ],
};
const ANSWERS = {
  summary: SUMMARY,
  quarantine: { items: [MILES, STATUS], groups: GROUPS },
  quarantine_show: SHOWN,
};

it('puts rows together by what is wrong, and shows one cause alone', async () => {
  const user = userEvent.setup();
  show((n) => <QuarantineScreen nav={n} />, ANSWERS);
  await user.click(await screen.findByRole('button', { name: 'LH-227 status 1' }));
  expect(screen.getByText('`done` is no status')).toBeTruthy();
  expect(screen.queryByText('`many` is no number')).toBeNull();
});

it('mends a row in place: what is wrong stands at its cell, and a reason is asked', async () => {
  const user = userEvent.setup();
  const { nav, words } = show((n) => <QuarantineScreen nav={n} />, {
    ...ANSWERS,
    quarantine_mend: { taken: true, faults: [], loads: ['L-1'], changes: [], seen: null },
  });
  await user.click(await screen.findByRole('button', { name: /loads\.csv:3/ }));
  const miles = await screen.findByRole('textbox', { name: /^miles/ });
  await waitFor(() => expect(document.activeElement).toBe(miles));
  expect(miles.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(miles.getAttribute('aria-describedby') ?? '')?.textContent).toContain('LH-221');
  await user.clear(miles);
  await user.type(miles, '510');
  const mend = screen.getByRole('button', { name: 'Mend' });
  expect(mend.hasAttribute('disabled')).toBe(true);
  await user.type(screen.getByRole('textbox', { name: /^Why/ }), 'by phone');
  await user.click(mend);
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(words('quarantine_mend')).toEqual([{ item: 'Q-1', values: ['miles=510'], because: 'by phone' }]);
  expect(nav.tell.mock.calls[0]?.[0]).toMatchObject({ good: true, lines: [{ load: 'L-1' }] });
});

it('says of a row that still does not read what is wrong, and that nothing was written', async () => {
  const user = userEvent.setup();
  const { nav } = show((n) => <QuarantineScreen nav={n} />, {
    ...ANSWERS,
    quarantine_mend: {
      taken: false,
      faults: [{ column: 'load_number', code: 'LH-220', message: 'load_number is empty' }],
      loads: [],
      changes: [],
      seen: null,
    },
  });
  await user.click(await screen.findByRole('button', { name: /loads\.csv:3/ }));
  await user.clear(await screen.findByRole('textbox', { name: /^load_number/ }));
  await user.type(screen.getByRole('textbox', { name: /^Why/ }), 'by phone{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('nothing was written');
  expect(screen.getByText('load_number is empty (LH-220)')).toBeTruthy();
  expect(nav.tell).not.toHaveBeenCalled();
});

it('shows what a row would change beyond what was wrong with it, and takes it in a second step', async () => {
  const user = userEvent.setup();
  const changes = [{ of: 'load/L-1', field: 'equipment', stands: 'van', says: 'reefer' }];
  const { nav, words } = show((n) => <QuarantineScreen nav={n} />, {
    ...ANSWERS,
    quarantine_mend: { taken: false, faults: [], loads: [], changes, seen: 'abc' },
  });
  await user.click(await screen.findByRole('button', { name: /loads\.csv:3/ }));
  await user.type(await screen.findByRole('textbox', { name: /^miles/ }), '5');
  await user.type(screen.getByRole('textbox', { name: /^Why/ }), 'by phone{Enter}');
  const told = within(await screen.findByRole('alert'));
  expect(told.getByText('reefer')).toBeTruthy();
  expect(nav.tell).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Take it so' }));
  const mended = { item: 'Q-1', values: ['miles=many5'], because: 'by phone' };
  await waitFor(() => expect(words('quarantine_mend')).toEqual([mended, { ...mended, seen: 'abc' }]));
  // Another value is another row.
  await user.type(screen.getByRole('textbox', { name: /^miles/ }), '0');
  expect(screen.queryByRole('button', { name: 'Take it so' })).toBeNull();
});

it('splits a scan by page: each load gets its own, with a reason', async () => {
  const user = userEvent.setup();
  const file = 'documents/L-1,L-2 POD.pdf';
  const message = 'it has 3 pages and its name says the loads L-1, L-2';
  const scan = line('Q-3', 'L-1', { file, code: 'LH-281', message, faults: [], header: [], loads: [], holds: [] });
  const cut = (load: string, pages: string) => ({ load, type: 'pod', file: `L-1,L-2 POD.pdf#pages=${pages}` });
  const { nav, words } = show((n) => <QuarantineScreen nav={n} />, {
    ...ANSWERS,
    quarantine: { items: [scan], groups: [] },
    quarantine_show: { item: scan, cells: [] },
    split: { documents: [cut('L-1', '1-2'), cut('L-2', '3')] },
  });
  await user.click(await screen.findByRole('button', { name: /POD\.pdf/ }));
  await user.type(await screen.findByRole('textbox', { name: /^Which pages/ }), '1-2=L-1  3=L-2');
  const split = screen.getByRole('button', { name: 'Split' });
  expect(split.hasAttribute('disabled')).toBe(true);
  await user.type(screen.getByRole('textbox', { name: /^Why/ }), 'looked at it{Enter}');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(words('split')).toEqual([{ scan: 'Q-3', parts: ['1-2=L-1', '3=L-2'], because: 'looked at it' }]);
  expect(nav.tell.mock.calls[0]?.[0]).toMatchObject({ good: true, lines: [{ load: 'L-1' }, { load: 'L-2' }] });
});

it('goes through rows by keys, and clears one with a reason', async () => {
  const user = userEvent.setup();
  const { nav, words } = show((n) => <QuarantineScreen nav={n} />, {
    ...ANSWERS,
    quarantine_clear: { items: ['Q-2'], loads: ['L-2'] },
  });
  await screen.findByText('`done` is no status');
  await user.keyboard('jc');
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByRole('textbox'), 'another company{Enter}');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(words('quarantine_clear')).toEqual([{ items: ['Q-2'], because: 'another company' }]);
});

it('shows the rows of one load where it is opened from its hold, and all again', async () => {
  const user = userEvent.setup();
  show((n) => <QuarantineScreen load="l-2" nav={n} />, ANSWERS);
  expect(await screen.findByText('`done` is no status')).toBeTruthy();
  expect(screen.queryByText('`many` is no number')).toBeNull();
  await user.click(screen.getByRole('button', { name: /Only l-2/ }));
  expect(screen.getByText('`many` is no number')).toBeTruthy();
});

it('says that nothing waits, and decides nothing beside a book that is not the latest', async () => {
  show((n) => <QuarantineScreen nav={n} />, { ...ANSWERS, quarantine: { items: [], groups: [] } });
  expect(await screen.findByText('Nothing waits in quarantine')).toBeTruthy();
  clearMocks();
  const user = userEvent.setup();
  const { words } = show((n) => <QuarantineScreen nav={n} />, { ...ANSWERS, summary: { ...SUMMARY, behind: BEHIND } });
  const clear = await screen.findByRole('button', { name: /Clear all 2/ });
  await waitFor(() => expect(clear.getAttribute('aria-disabled')).toBe('true'));
  await user.click(clear);
  expect(words('quarantine_clear')).toEqual([]);
});
