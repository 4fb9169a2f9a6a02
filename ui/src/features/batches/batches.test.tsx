import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { InvoiceLine } from '../../api/generated/InvoiceLine';
import { ABOUT, type Answers, BEHIND, PUSHED, SUMMARY, show } from '../../test/desk';
import { BatchesScreen } from './Screen';
import { toldPush, toldReconcile } from './told';

function line(state: string, reason: string | null = null): InvoiceLine {
  return {
    invoice: 'PSL-A-000077-G1',
    printed: 'PSL-A-000077-G1',
    loads: ['L-1', 'L-2'],
    customer: 'ACME',
    date: '2025-03-07',
    state,
    lines: 2,
    party: 'ACME',
    bill_to: ['ACME Foods Inc.'],
    terms: null,
    sent: [],
    tax: '0.00',
    total: '200.20',
    currency: 'USD',
    erp_id: null,
    erp_number: null,
    reason,
  };
}

function screenOf(invoices: InvoiceLine[], more: Answers = {}) {
  return show((nav) => <BatchesScreen batch="B-0007" about={ABOUT} nav={nav} />, {
    summary: SUMMARY,
    queue: { total: 0, loads: [] },
    batch_list: { batches: [{ batch: 'B-0007', invoices, totals: [], refused: [], owed: [] }] },
    ...more,
  });
}

afterEach(clearMocks);

it('tells what a batch still owes, pushes it, and lets it go on where it waits for a person', async () => {
  const user = userEvent.setup();
  const note = {
    kind: 'note of the batch',
    batch: 'B-0007',
    name: 'B-0007-note-1',
    invoices: [],
    state: 'needs_person',
    code: 'LH-614',
    message: 'LH-614: note of the batch B-0007-note-1 of batch B-0007 waits for a person',
  };
  const batches = [{ batch: 'B-0007', invoices: [line('posted')], totals: [], refused: [], owed: [note] }];
  const retry = { queued: [], posted: [], rejected: [], effects: ['B-0007-note-1'], refused: [] };
  const { words, nav } = screenOf([], { batch_list: { batches }, retry });
  expect(await screen.findByText(/LH-614: note of the batch/)).toBeTruthy();
  expect(screen.queryByText('Everything is posted')).toBeNull();
  expect(screen.getByRole('button', { name: /Push/ })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Retry B-0007-note-1' }));
  await user.type(await screen.findByRole('textbox'), 'it is not there{Enter}');
  await waitFor(() => expect(words('retry')).toEqual([{ invoices: ['B-0007-note-1'], reason: 'it is not there' }]));
  await waitFor(() => expect(nav.tell.mock.calls[0]?.[0]?.title).toBe('Retried: B-0007-note-1 for the next push'));
  expect(toldPush('B-0007', { ...PUSHED, owed: [note] }).good).toBe(false);
});

it('takes a person at their word about what went out, and about what is given up', async () => {
  const user = userEvent.setup();
  const file = {
    kind: 'import file',
    batch: 'B-0007',
    name: 'B-0007.csv',
    invoices: [],
    state: 'needs_person',
    code: 'LH-616',
    message: 'LH-616: import file B-0007.csv waits for a person',
  };
  const batches = [{ batch: 'B-0007', invoices: [line('posted')], totals: [], refused: [], owed: [file] }];
  const owed = { went_out: true, ended: ['B-0007.csv'] };
  const { words, nav } = screenOf([], { batch_list: { batches }, owed });
  await user.click(await screen.findByRole('button', { name: 'What became of B-0007.csv' }));
  await user.click(await screen.findByRole('radio', { name: /went out/ }));
  await user.type(screen.getByRole('textbox'), 'it is in the importer{Enter}');
  const said = { names: ['B-0007.csv'], went_out: true, reason: 'it is in the importer' };
  await waitFor(() => expect(words('owed')).toEqual([said]));
  await waitFor(() => expect(nav.tell.mock.calls[0]?.[0]?.title).toBe('B-0007.csv went out'));
});

it('tells the files that a push handed out, what waits and what stopped it', async () => {
  const user = userEvent.setup();
  const error = {
    code: 'LH-611',
    message: 'the disk is full',
    meaning: 'Nothing more was sent.',
    next_step: 'Make room.',
  };
  const push = { ...PUSHED, files: ['/w/erp/batches/B-0007.csv'], waiting: 1200, error };
  const { nav } = screenOf([line('queued')], { push });
  await user.click(await screen.findByRole('button', { name: /Push 1 to file/ }));
  const report = await screen.findByTestId('push-report');
  expect(report.textContent).toContain('1 import file handed out: B-0007.csv');
  expect(report.textContent).toContain('1,200 approved loads on no invoice yet');
  expect(within(report).getByRole('alert').textContent).toContain('LH-611 the disk is full');
  const told = nav.tell.mock.calls[0]?.[0];
  expect(told?.good).toBe(false);
  expect(told?.title).toContain('and the push stopped');
  expect(told?.lines?.[0]).toEqual({ code: 'LH-611', text: 'the disk is full', next: 'Make room.' });
});

it('tells a push that went well as good', () => {
  expect(toldPush('B-0007', { ...PUSHED, files: ['/w/erp/batches/B-0007.csv'] })).toEqual({
    title: '0 invoices of B-0007 posted',
    good: true,
    lines: [{ text: 'Handed out: B-0007.csv' }],
  });
});

it('tells how many invoices are not at the ERP as ours', () => {
  const mismatched = [{ invoice: 'A-7-G1', loads: ['L-1'], differences: ['it was cancelled at the ERP'] }];
  const none = {
    elsewhere: 0,
    cleared: [],
    requeued: [],
    in_doubt: [],
    needs_person: [],
    strays_removed: [],
    owed: [],
  };
  const all = { ...none, matched: 1203, asked: 7, unseen: 0, stopped: false, error: null };
  const told = toldReconcile({ ...all, mismatched });
  expect(told.title).toBe('1,203 invoices at the ERP as ours, 1 not');
  expect(told.good).toBe(false);
  const stopped = toldReconcile({ ...all, mismatched: [], unseen: 12, stopped: true });
  expect([stopped.good, stopped.lines?.at(-1)?.text]).toEqual([false, '12 invoices not asked about yet']);
  const error = { code: 'LH-601', message: 'the ERP could not be reached', meaning: 'm', next_step: 'n' };
  const broken = toldReconcile({ ...all, mismatched, error });
  expect([broken.good, broken.lines?.[0]?.text, broken.lines?.length]).toEqual([false, error.message, 2]);
});

it('asks the ERP about an invoice that is being voided', async () => {
  screenOf([line('voiding', 'the shipper disputes it')]);
  expect(await screen.findByRole('button', { name: /Push 1 to file/ })).toBeTruthy();
  expect(screen.getByText(/its loads wait until then/)).toBeTruthy();
  expect(screen.queryByText('Everything is posted')).toBeNull();
});

it('asks what becomes of a cancelled invoice', async () => {
  const user = userEvent.setup();
  const { words } = screenOf([line('cancelled', 'credited at the ERP')], { cancelled: { loads: ['L-1', 'L-2'] } });
  await user.click(await screen.findByRole('button', { name: 'Bill again or close …' }));
  await user.click(await screen.findByRole('radio', { name: /Bill again/ }));
  await user.type(screen.getByRole('textbox'), 'wrong terms{Enter}');
  const told = { invoice: 'PSL-A-000077-G1', bill_again: true, reason: 'wrong terms' };
  await waitFor(() => expect(words('cancelled')).toEqual([told]));
});

it('sends nothing from a book that is not the latest', async () => {
  const user = userEvent.setup();
  const { words } = screenOf([line('queued')], { summary: { ...SUMMARY, behind: BEHIND } });
  for (const name of [/Push 1/, /Reconcile/]) {
    const button = await screen.findByRole('button', { name });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    expect(button.title).toContain('LH-524');
    await user.click(button);
  }
  expect([...words('push'), ...words('reconcile')]).toEqual([]);
});
