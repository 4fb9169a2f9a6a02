import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { SyncReport } from '../../api/generated/SyncReport';
import { toldSync } from '../../api/sync';
import { SYNCED, show, source } from '../../test/desk';
import { SourcesScreen } from './Screen';

afterEach(clearMocks);

const TOLD: SyncReport = {
  ...SYNCED,
  lapsed: [{ load: 'L-1', difference: 'FSC 10.00 -> 12.00' }],
  voided: ['A-7-G1, 2 loads, 200.20 USD, is voided; the other load waits for the next batch'],
  differing: [
    { load: 'L-2', invoice: 'A-8-G1', amount: '24.00', currency: 'USD', difference: 'LUMPER 0.00 -> 24.00' },
    { load: 'L-3', invoice: 'A-8-G1', amount: '-5.00', currency: 'USD', difference: 'FSC 9.00 -> 4.00' },
  ],
  left: 1204,
  book: 'entry 12 does not follow entry 11',
};

it('tells each thing that a sync did, in the report and in the inbox', async () => {
  const user = userEvent.setup();
  const { nav } = show((n) => <SourcesScreen nav={n} />, {
    sources: { sources: [] },
    sync: TOLD,
  });
  await user.click(await screen.findByRole('button', { name: 'Sync now' }));
  const report = (await screen.findByTestId('sync-report')).textContent;
  for (const text of [
    'The book does not hold: entry 12 does not follow entry 11',
    'The approval of L-1 lapsed: FSC 10.00 -> 12.00',
    'is voided; the other load waits for the next batch',
    'L-2 was billed by A-8-G1, 24.00 USD too little: LUMPER 0.00 -> 24.00',
    'L-3 was billed by A-8-G1, 5.00 USD too much: FSC 9.00 -> 4.00',
    '1,204 loads still to be assessed',
  ]) {
    expect(report).toContain(text);
  }
  await waitFor(() => expect(nav.tell).toHaveBeenCalled());
  expect(nav.tell.mock.calls[0]?.[0].good).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Open L-2' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'load', load: 'L-2' });
});

it('tells a sync that found nothing amiss as good, early stops and events or not', () => {
  expect(toldSync(SYNCED).good).toBe(true);
  expect(toldSync({ ...SYNCED, waiting: ['L-9'] }).good).toBe(true);
  expect(toldSync({ ...SYNCED, left: 1 }).good).toBe(false);
});

it('says of a source over a network where it is asked, and of a folder that files go there', async () => {
  const tms = source('tms', { kind: 'http', folder: 'https://tms.example/loads', every: 'every 2 min' });
  show((n) => <SourcesScreen nav={n} />, {
    sources: { sources: [tms, source('dispatch')] },
  });
  expect(await screen.findByText('Sync asks https://tms.example/loads.')).toBeTruthy();
  expect(screen.getByText('Put dispatch’s files into drop and sync.')).toBeTruthy();
});

it('tells how each source stands, what is wrong with one, and when it is read next', async () => {
  const now = Date.now();
  const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const health = { ...source('').health, asked: at(5), read_well: at(125), next: at(-3) };
  const failure = {
    code: 'LH-230',
    message: 'tms.example: nobody answers',
    next_step: 'Check that it runs.',
    at: at(5),
  };
  show((n) => <SourcesScreen nav={n} />, {
    sources: {
      sources: [
        source('tms', { health: { ...health, failed: 7, failure } }),
        source('board', {
          health: { ...health, late: true, read: 9, new: 4, changed: 2, duplicate: 2, quarantined: 1 },
        }),
        source('drop', {
          health: { ...health, unfit: ['LH-203 notes.pdf begins like none of them; it was left alone'] },
          refused: [
            {
              file: 'loads-9.csv',
              item: 'Q-9',
              code: 'LH-213',
              message: 'loads-9.csv: a file of loads needs the column status',
              next_step: 'Have the file delivered again.',
            },
          ],
        }),
        source('old', { retired: true }),
      ],
    },
  });
  const told = (await screen.findByRole('heading', { name: /^tms/ })).parentElement?.textContent;
  for (const text of [
    'cannot be read',
    'LH-230 tms.example: nobody answers (7 times in a row',
    'Check that it runs.',
  ]) {
    expect(told).toContain(text);
  }
  expect(told).toContain('2 h 5 min ago');
  const late = screen.getByRole('heading', { name: /^board/ }).parentElement?.textContent;
  expect(late).toContain('late');
  expect(late).toContain('9 rows = 4 new + 2 changed + 2 known + 1 quarantined');
  const refused = screen.getByRole('heading', { name: /^drop/ }).parentElement?.textContent;
  for (const text of [
    'files are not read',
    'LH-213 loads-9.csv: a file of loads needs the column status',
    'Have the file delivered again.',
    'LH-203 notes.pdf',
  ]) {
    expect(refused).toContain(text);
  }
  expect(screen.getByRole('heading', { name: /^old/ }).parentElement?.textContent).toContain('no more');
});

it('says what to do where no source is set', async () => {
  show((n) => <SourcesScreen nav={n} />, { sources: { sources: [] } });
  expect(await screen.findByText('No source is set')).toBeTruthy();
});

it('says how many rows wait in quarantine, and leads there', async () => {
  const user = userEvent.setup();
  const { nav } = show((n) => <SourcesScreen nav={n} />, { sources: { sources: [source('tms', { waiting: 2 })] } });
  expect(await screen.findByText(/2 rows in quarantine/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Work through them' }));
  expect(nav.go).toHaveBeenCalledWith({ screen: 'quarantine' });
});
