import { clearMocks } from '@tauri-apps/api/mocks';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { LoadDetail } from '../../api/generated/LoadDetail';
import { ABOUT, type Answers, BEHIND, detail, invoice, SUMMARY, SYNCED, show, way } from '../../test/desk';
import { LoadScreen } from './Screen';

function page(more: Partial<LoadDetail>, answers: Answers = {}) {
  return show((nav) => <LoadScreen load="dispatch/L-1" nav={nav} />, {
    summary: SUMMARY,
    about: ABOUT,
    show: detail('L-1', more),
    ...answers,
  });
}

afterEach(clearMocks);

it('approves what is shown, and says what changed since', async () => {
  const user = userEvent.setup();
  const message = 'L-1 is not as it was looked at: its total is 120.00 now (seen abc, now def)';
  const refused = [{ load: 'L-1', code: 'LH-423', message, next_step: '' }];
  const { words } = page({}, { approve: { approved: [], refused } });
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('a');
  expect(await screen.findByText(/its total is 120.00 now$/)).toBeTruthy();
  expect(words('approve')).toEqual([{ seen: [['dispatch/L-1', 'seen-L-1']] }]);
  await waitFor(() => expect(words('show').length).toBe(2));
  await user.click(screen.getByRole('button', { name: 'Looked at' }));
  expect(screen.queryByText(/its total is/)).toBeNull();
});

it('says whom the invoice is made out to, and whom to write to', async () => {
  const address = ['410 Mill Rd', 'Springfield IL 62701', 'US'];
  const contacts = [{ role: 'claims', name: 'Ann Lee', email: 'claims@acme.example' }];
  page({ bill_to: { name: 'ACME Foods Inc.', address, contacts } });
  const told = [...(await screen.findByTestId('bill-to')).children].map((line) => line.textContent);
  expect(told).toEqual(['ACME Foods Inc.', ...address]);
  expect(screen.getByText('claims@acme.example').closest('tr')?.textContent).toBe('ClaimsAnn Leeclaims@acme.example');
  expect(screen.queryByText(/no address/)).toBeNull();
  cleanup();
  const disputed = [{ field: 'currency', stands: 'USD', source: 'dispatch', says: 'CAD' }];
  const tax_registrations = ['us_ein 12-3456789'];
  page({ bill_to: { name: 'ACME Foods Inc.', address, contacts, disputed, tax_registrations } });
  expect(await screen.findByText(/Currency is USD; dispatch says CAD/)).toBeTruthy();
  expect(screen.getByText(/Registered for taxes: us_ein 12-3456789/)).toBeTruthy();
  cleanup();
  const bill_to = { name: 'ACME Foods Inc.', address, contacts };
  page({ bill_to, invoices: [invoice('posted', { bill_to: ['ACME Foods Inc.', '9 Old Rd', 'Gary IN', 'US'] })] });
  expect(await screen.findByText(/made out to ACME Foods Inc., 9 Old Rd, Gary IN, US/)).toBeTruthy();
  cleanup();
  page({ bill_to, invoices: [invoice('posted', { bill_to: ['ACME Foods Inc.', ...address] })] });
  await screen.findByTestId('bill-to');
  expect(screen.queryByText(/made out to/)).toBeNull();
  cleanup();
  page({});
  expect(await screen.findByText('Dispatch states no address of it.')).toBeTruthy();
  cleanup();
  page({ customer: null, bill_to: null });
  await screen.findByRole('heading', { name: 'L-1' });
  expect(screen.queryByText('Bill to')).toBeNull();
});

it('says that it waits to be assessed, and goes on', async () => {
  const user = userEvent.setup();
  const { words } = page({ stale: true }, { sync: SYNCED });
  expect(await screen.findByText('It waits to be assessed.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Sync: go on' }));
  await waitFor(() => expect(words('sync').length).toBe(1));
});

it('tells what changed after it was posted', async () => {
  const difference = { amount: '-35.00', words: 'DETENTION 35.00 -> 0.00' };
  page({ state: 'posted', difference, invoices: [invoice('posted', { file: 'B-0007.csv' })] });
  const told = (await screen.findByTestId('difference')).textContent;
  expect(told).toContain('Billed too much: 35.00 USD');
  expect(told).toContain('DETENTION 35.00 -> 0.00');
  expect(told).toContain('what PSL-A-000077-G1 billed; it stays as it was posted');
  expect(screen.getByText(/in import file B-0007.csv/)).toBeTruthy();
});

it('tells how a load was billed elsewhere, and lets nobody approve it', async () => {
  const difference = { amount: '125.00', words: 'billed elsewhere at 1000.00, here it would be 1125.00' };
  page({
    state: 'billed_elsewhere',
    difference,
    elsewhere: 'billed elsewhere by OLD-7 at 1000.00 (line 14 of the list)',
  });
  const told = (await screen.findByTestId('elsewhere')).textContent;
  expect(told).toContain('It was billed elsewhere by OLD-7 at 1000.00 (line 14 of the list).');
  expect(told).toContain('here it would be 1125.00.');
  expect(screen.queryByTestId('difference')).toBeNull();
  expect(screen.getByRole('button', { name: /Approve/ }).hasAttribute('disabled')).toBe(true);
});

it('releases what a release ends, and nothing else', async () => {
  const none = { message: '', stop: null, document: null, reference: null, charge: null };
  const hold = (code: string, released: boolean) => ({ ...none, code, owner: 'billing', next_step: '', released });
  page({ state: 'held', holds: [hold('DUPLICATE_SUSPECTED', true)] });
  await userEvent.click(await screen.findByRole('button', { name: 'Release' }));
  expect(await screen.findByRole('form', { name: 'Release L-1' })).toBeTruthy();
  cleanup();
  page({ state: 'held', holds: [hold('POD_MISSING', false)] });
  await screen.findByRole('heading', { name: 'L-1' });
  expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
});

it('leads from a row in quarantine that holds it to that row', async () => {
  const user = userEvent.setup();
  const none = { stop: null, document: null, reference: null, charge: null, next_step: '', released: false };
  const hold = { ...none, code: 'ROW_QUARANTINED', owner: 'billing', message: 'loads.csv line 3 is in quarantine' };
  const ways = [way('ROW_QUARANTINED', 'quarantine', 'Open it in quarantine')];
  const { nav } = page({ state: 'held', holds: [hold], ways });
  await user.click(await screen.findByRole('button', { name: /^Open it in quarantine/ }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'quarantine', load: 'L-1' });
});

it('lets a rejected invoice go on', async () => {
  const user = userEvent.setup();
  const retried = { queued: ['PSL-A-000077-G1'], posted: [], rejected: [], effects: [], refused: [] };
  const invoices = [invoice('rejected', { reason: 'LH-604: the total is 99.00 there' })];
  const { words, nav } = page({ state: 'rejected', invoices }, { retry: retried });
  expect((await screen.findByTestId('stuck')).textContent).toContain('LH-604: the total is 99.00 there');
  await user.click(screen.getByRole('button', { name: 'Retry …' }));
  await user.type(await screen.findByRole('textbox'), 'mended{Enter}');
  await waitFor(() => expect(words('retry')).toEqual([{ invoices: ['PSL-A-000077-G1'], reason: 'mended' }]));
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0].title).toBe('PSL-A-000077-G1 goes out with the next push');
});

it.each([
  ['in_doubt', 'LH-602: the answer was lost', 'The next push or reconcile asks the ERP'],
  ['needs_person', 'LH-603: posted twice. Credit one, then `linehaul retry` the invoice.', 'then retry the invoice.'],
  ['voiding', 'the shipper disputes it', 'its loads wait until then'],
])('says why an invoice that is %s does not go on', async (state, reason, way) => {
  const user = userEvent.setup();
  const { nav } = page({ state: 'in_doubt', invoices: [invoice(state, { reason })] });
  expect((await screen.findByTestId('stuck')).textContent).toContain(way);
  await user.click(screen.getByRole('button', { name: 'To B-0007' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'batches', batch: 'B-0007' });
});

it('closes an invoice that was cancelled at the ERP', async () => {
  const user = userEvent.setup();
  const invoices = [invoice('cancelled', { reason: 'credited at the ERP' })];
  const { words, nav } = page({ state: 'held', invoices }, { cancelled: { loads: ['L-1', 'L-2'] } });
  await user.click(await screen.findByRole('button', { name: 'Bill again or close …' }));
  expect(await screen.findByText(/It billed L-1, L-2/)).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: /Closed/ }));
  await user.type(screen.getByRole('textbox'), 'a duplicate{Enter}');
  const told = { invoice: 'PSL-A-000077-G1', bill_again: false, reason: 'a duplicate' };
  await waitFor(() => expect(words('cancelled')).toEqual([told]));
  expect(nav.tell.mock.calls[0]?.[0].title).toBe('PSL-A-000077-G1 is closed');
});

it('tells what became of the others when an approval is taken back', async () => {
  const user = userEvent.setup();
  const note = 'PSL-A-000077-G1, 2 loads, 200.20 USD, is voided; the other load waits for the next batch';
  const { nav } = page({ state: 'queued' }, { withdraw: { done: ['L-1'], refused: [], notes: [note] } });
  await user.click(await screen.findByRole('button', { name: 'Take back' }));
  await user.type(await screen.findByRole('textbox'), 'too early{Enter}');
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0].lines).toEqual([{ text: note }]);
});

it('decides nothing on a book that is not the latest', async () => {
  const user = userEvent.setup();
  page({ state: 'approved' }, { summary: { ...SUMMARY, behind: BEHIND } });
  await screen.findByRole('heading', { name: 'L-1' });
  for (const name of [/Approve/, /Hold/, /Adjust/, /Take back/]) {
    const button = screen.getByRole('button', { name });
    await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'));
    expect(button.title).toContain('LH-524');
    await user.click(button);
  }
  expect(screen.queryByRole('dialog')).toBeNull();
});
