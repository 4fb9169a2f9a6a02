// The batch screen says what is so: of the batch that is shown, of what was voided, and while it is asked.
import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import type { BatchView } from '../../api/generated/BatchView';
import type { InvoiceLine } from '../../api/generated/InvoiceLine';
import type { Here } from '../../lib/nav';
import { ABOUT, type Answers, PUSHED, SUMMARY, show } from '../../test/desk';
import { BatchesScreen } from './Screen';

function line(at: number, state: string): InvoiceLine {
  return {
    invoice: `A-${at}`,
    printed: `A-${at}`,
    loads: [`L-${at}`],
    customer: 'ACME',
    date: '2025-03-07',
    state,
    lines: 1,
    party: 'ACME',
    bill_to: [],
    terms: null,
    sent: [],
    tax: '0.00',
    total: '100.10',
    currency: 'USD',
    erp_id: null,
    erp_number: null,
    reason: null,
  };
}

const batch = (name: string, ...invoices: InvoiceLine[]): BatchView => ({
  batch: name,
  invoices,
  totals: [],
  refused: [],
  owed: [],
});

type Going = { go: { mockImplementation: (does: (here: Here) => void) => void } };

/** The screen, going where it wants to. */
function Batches({ nav }: { nav: Parameters<typeof BatchesScreen>[0]['nav'] & Going }) {
  const [at, setAt] = useState<string | undefined>('B-1');
  nav.go.mockImplementation((here) => here.screen === 'batches' && setAt(here.batch));
  return <BatchesScreen batch={at} about={ABOUT} nav={nav} />;
}

function desk(batches: BatchView[], more: Answers = {}) {
  return show((nav) => <Batches nav={nav} />, {
    summary: SUMMARY,
    queue: { total: 3, loads: [] },
    batch_list: () => ({ batches }),
    ...more,
  });
}

afterEach(clearMocks);

it('shows no report of another batch over a new one', async () => {
  const user = userEvent.setup();
  const batches = [batch('B-1', line(1, 'queued'))];
  const batch_create = () => {
    const made = batch('B-2', line(2, 'queued'));
    batches.push(made);
    return made;
  };
  desk(batches, { push: { ...PUSHED, batch: 'B-1' }, batch_create });
  await user.click(await screen.findByRole('button', { name: /Push 1/ }));
  await screen.findByTestId('push-report');
  await user.click(screen.getByRole('button', { name: /^Batch 3/ }));
  await screen.findByRole('heading', { name: 'B-2' });
  expect(screen.queryByTestId('push-report')).toBeNull();
  await user.click(screen.getByRole('button', { name: /^B-1/ }));
  expect(await screen.findByTestId('push-report')).toBeTruthy();
});

it('says of a batch that was voided that nothing of it goes out', async () => {
  desk([batch('B-1', line(1, 'voided'))]);
  await screen.findByRole('heading', { name: 'B-1' });
  expect(screen.queryByText('Everything is posted')).toBeNull();
  expect(screen.queryByText('0 of 0 posted')).toBeNull();
  expect(screen.getByText('Voided: nothing of it goes out')).toBeTruthy();
});

it('says what was rejected in the list of batches', async () => {
  desk([batch('B-1', line(1, 'posted'), line(2, 'rejected'), line(3, 'posted'))]);
  expect(await screen.findByText('2 of 3 posted, 1 rejected')).toBeTruthy();
});

it('claims nothing while it asks', async () => {
  desk([], { batch_list: () => new Promise(() => undefined), queue: () => new Promise(() => undefined) });
  expect(await screen.findByText('Reading the batches …')).toBeTruthy();
  expect(screen.queryByText('No batch yet')).toBeNull();
  expect(screen.queryByText('Nothing approved to batch')).toBeNull();
});

it('offers to batch what is approved where there is no batch yet', async () => {
  desk([]);
  expect((await screen.findByText(/3 loads are approved/)).textContent).toContain('Nothing of it is sent');
});

it('shows that a batch is being made, and lets nobody make it twice', async () => {
  const user = userEvent.setup();
  let done: (made: BatchView) => void = () => undefined;
  const made = new Promise<BatchView>((end) => {
    done = end;
  });
  const { words } = desk([], { batch_create: () => made });
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: /^Batch 3/ });
  await user.click(button);
  expect(await screen.findByText(/Making the invoices of 3 approved loads/)).toBeTruthy();
  expect(screen.getByRole('progressbar')).toBeTruthy();
  expect(button.disabled).toBe(true);
  expect(words('batch_create').length).toBe(1);
  done(batch('B-1', line(1, 'queued')));
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});

it('draws what is in sight of twelve thousand invoices', async () => {
  const many = Array.from({ length: 12_000 }, (_, at) => line(at, 'queued'));
  desk([batch('B-1', ...many)]);
  await screen.findByRole('heading', { name: 'B-1' });
  expect(document.querySelectorAll('tr[data-invoice]').length).toBeGreaterThan(10);
  expect(document.querySelectorAll('tr[data-invoice]').length).toBeLessThan(200);
});
