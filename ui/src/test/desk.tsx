// A screen over a pretended shell, which remembers what it was asked.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { mockIPC } from '@tauri-apps/api/mocks';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { About } from '../api/generated/About';
import type { InvoiceLineage } from '../api/generated/InvoiceLineage';
import type { LoadDetail } from '../api/generated/LoadDetail';
import type { PushReport } from '../api/generated/PushReport';
import type { QueueRow } from '../api/generated/QueueRow';
import type { QueueSummary } from '../api/generated/QueueSummary';
import type { SourceView } from '../api/generated/SourceView';
import type { SyncReport } from '../api/generated/SyncReport';
import type { WayLine } from '../api/generated/WayLine';
import type { WayVerb } from '../api/generated/WayVerb';
import { keepFresh } from '../api/query';
import type { Action, Told } from '../lib/nav';

export const ABOUT: About = {
  business: 'Prairie Star',
  zone: 'America/Chicago',
  today: '2025-03-07',
  erp: 'file',
  users: [
    { name: 'ann', roles: ['approver'], adjusts: '500.00', accepts: '500.00' },
    { name: 'bob', roles: ['biller'], adjusts: '100.00', accepts: '100.00' },
  ],
  customers: ['ACME'],
  desk: {
    fields: [
      { name: 'arrived_at', sort: 'time', of_stop: true },
      { name: 'departed_at', sort: 'time', of_stop: true },
      { name: 'city', sort: 'text', of_stop: true },
      { name: 'cancelled', sort: 'flag', of_stop: true },
      { name: 'customer', sort: 'customer', of_stop: false },
      { name: 'bill_to', sort: 'customer', of_stop: false },
      { name: 'miles', sort: 'number', of_stop: false },
      { name: 'hazmat', sort: 'flag', of_stop: false },
    ],
    references: ['customer_po', 'bol', 'pro'],
    documents: ['rate_confirmation', 'bol', 'pod', 'lumper_receipt', 'scale_ticket'],
    waive: [],
    variance: [],
  },
};

/** A way to end a hold, as the workbench tells it. */
export function way(hold: string, verb: WayVerb, label: string, field: string | null = null): WayLine {
  return { hold, verb, label, field, command: verb, asks: '', roles: [] };
}

export const BEHIND = {
  code: 'LH-524',
  message: 'this book ends at entry 40; 61 were known (by the archive): was a backup restored?',
  meaning: 'Nothing is decided and nothing is sent: what was posted since could be billed a second time.',
  next_step: 'Put the latest book back if you have it. If it is lost, `linehaul recover` goes on from there.',
};

export const SUMMARY: QueueSummary = { states: { ready: 1 }, held: [], stale: 0, of_no_load: 0, behind: null };

export function row(load: string, more: Partial<QueueRow> = {}): QueueRow {
  return {
    load,
    customer: 'ACME',
    state: 'ready',
    delivered: '2025-03-01',
    age_days: 6,
    total: '100.10',
    currency: 'USD',
    expected_total: null,
    variance: null,
    more: {},
    holds: [],
    warnings: [],
    documents: ['bol', 'pod_signed', 'rate_confirmation'],
    source: 'dispatch',
    assessment: `seen-${load}`,
    difference: null,
    stale: false,
    owed: [],
    invoice: null,
    ...more,
  };
}

export function invoice(state: string, more: Partial<InvoiceLineage> = {}): InvoiceLineage {
  return {
    invoice: 'PSL-A-000077-G1',
    printed: 'PSL-A-000077-G1',
    state,
    batch: 'B-0007',
    total: '100.10',
    currency: 'USD',
    erp_id: null,
    erp_number: null,
    reason: null,
    file: null,
    owed: [],
    loads: ['L-1', 'L-2'],
    bill_to: ['ACME Foods Inc.'],
    ...more,
  };
}

export function detail(load: string, more: Partial<LoadDetail> = {}): LoadDetail {
  return {
    load,
    customer: 'ACME',
    bill_to: { name: 'ACME Foods Inc.', address: [], contacts: [] },
    source: 'dispatch',
    assessment: `seen-${load}`,
    stale: false,
    difference: null,
    elsewhere: null,
    lists: [],
    state: 'ready',
    mode: 'TL',
    equipment: '53ft dry van',
    miles: '391',
    weight_lb: null,
    stops: [],
    references: {},
    currency: 'USD',
    charges: [],
    total: '100.10',
    expected_total: null,
    holds: [],
    ways: [],
    questions: [],
    warnings: [],
    near_misses: [],
    shares: [],
    events: [],
    documents: [],
    desk: [],
    decisions: [],
    invoices: [],
    pins: {
      load_revision: '',
      contract: null,
      contract_file: null,
      contract_hash: null,
      house_file: null,
      house_hash: null,
      tables_hash: '',
      customer_hash: '',
      settings_hash: '',
      engine: '',
      tzdb: '',
    },
    ...more,
  };
}

export function source(name: string, more: Partial<SourceView> = {}): SourceView {
  return {
    name,
    kind: 'csv-drop',
    folder: 'drop',
    last_run: null,
    readings: [],
    waiting: 0,
    every: 'watched',
    retired: false,
    health: {
      asked: null,
      read_well: null,
      brought: null,
      next: null,
      late: false,
      failed: 0,
      failure: null,
      list: null,
      read: 0,
      new: 0,
      changed: 0,
      duplicate: 0,
      quarantined: 0,
      unfit: [],
    },
    refused: [],
    ...more,
  };
}

export const SYNCED: SyncReport = {
  sources: [],
  assessed: 12,
  lapsed: [],
  differing: [],
  voided: [],
  left: 0,
  book: null,
  waiting: [],
  quarantined: 0,
  elapsed_ms: 900,
};

export const PUSHED: PushReport = {
  batch: 'B-0007',
  dry_run: false,
  posted: [],
  rejected: [],
  in_doubt: [],
  skipped: [],
  totals: [],
  refused: [],
  remarks: [],
  files: [],
  owed: [],
  waiting: 0,
  error: null,
};

type Words = Record<string, unknown>;
/** What the shell answers to each command: a value, or what it makes of the words. */
export type Answers = Record<string, unknown>;

export function show(screen: (nav: ReturnType<typeof makeNav>) => ReactNode, answers: Answers) {
  const asked: { command: string; words: Words }[] = [];
  mockIPC((command, words) => {
    asked.push({ command, words: words as Words });
    if (!(command in answers)) throw { code: 'LH-000', message: command, meaning: '', next_step: '' };
    const answer = answers[command];
    return typeof answer === 'function' ? answer(words) : answer;
  });
  const nav = makeNav();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  keepFresh(queries);
  render(<QueryClientProvider client={queries}>{screen(nav)}</QueryClientProvider>);
  const words = (command: string) => asked.filter((a) => a.command === command).map((a) => a.words);
  return { asked, words, nav };
}

function makeNav() {
  return {
    go: vi.fn(),
    back: vi.fn(),
    tell: vi.fn<(told: Told) => void>(),
    remembered: <T,>(_: string, fallback: T) => fallback,
    remember: vi.fn(),
    offer: vi.fn<(actions: () => Action[]) => void>(),
  };
}
