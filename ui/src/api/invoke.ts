// The only file that speaks to the shell: one function for each command, errors with their code.
import { Channel, invoke as tauriInvoke } from '@tauri-apps/api/core';
import type { About } from './generated/About';
import type { Activity } from './generated/Activity';
import type { ApiError } from './generated/ApiError';
import type { Approvals } from './generated/Approvals';
import type { Batches } from './generated/Batches';
import type { BatchView } from './generated/BatchView';
import type { Decisions } from './generated/Decisions';
import type { LoadDetail } from './generated/LoadDetail';
import type { Progress } from './generated/Progress';
import type { PushReport } from './generated/PushReport';
import type { Quarantine } from './generated/Quarantine';
import type { Queue } from './generated/Queue';
import type { QueueAsk } from './generated/QueueAsk';
import type { QueueSummary } from './generated/QueueSummary';
import type { ReconcileReport } from './generated/ReconcileReport';
import type { RetryReport } from './generated/RetryReport';
import type { Sources } from './generated/Sources';
import type { SyncReport } from './generated/SyncReport';

export type Place = {
  workspace: string | null;
  sample: string;
  user: string | null;
  memory: Record<string, unknown>;
};
/** A load with the assessment of it that was looked at. */
export type Seen = [load: string, assessment: string];
export type OnProgress = (progress: Progress) => void;

/** Whatever was thrown, as a coded error. */
export function asError(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return thrown as ApiError;
  return {
    code: 'LH-954',
    message: String(thrown),
    meaning: 'Nothing was decided and nothing was sent by this.',
    next_step: 'Try again; if it stays, close the window and open it again.',
  };
}

function call<T>(command: string, words: Record<string, unknown> = {}): Promise<T> {
  return tauriInvoke<T>(command, words);
}

function channel(onProgress: OnProgress): Channel<Progress> {
  const told = new Channel<Progress>();
  told.onmessage = onProgress;
  return told;
}

export const api = {
  place: () => call<Place>('place'),
  openSample: () => call<void>('open_sample'),
  /** The shell asks for the folder; false when none was chosen. */
  openFolder: () => call<boolean>('open_folder'),
  /** Kept by the shell, which acts as this user from then on; null: whoever of this account's users has the role. */
  chooseUser: (name: string | null) => call<void>('choose_user', { name }),
  remember: (key: string, value: unknown) => call<void>('remember', { key, value }),
  about: () => call<About>('about'),
  queue: (ask: QueueAsk) => call<Queue>('queue', { ask }),
  summary: () => call<QueueSummary>('summary'),
  show: (load: string) => call<LoadDetail>('show', { load }),
  document: (load: string, id: string) => call<ArrayBuffer>('document', { load, id }),
  approve: (seen: Seen[]) => call<Approvals>('approve', { seen }),
  withdraw: (load: string, reason: string) => call<Decisions>('withdraw', { load, reason }),
  hold: (load: string, reason: string) => call<Decisions>('hold', { load, reason }),
  release: (load: string, reason: string) => call<Decisions>('release', { load, reason }),
  adjust: (load: string, code: string, amount: string, reason: string) =>
    call<Decisions>('adjust', { load, code, amount, reason }),
  batchCreate: () => call<BatchView>('batch_create'),
  batchList: () => call<Batches>('batch_list'),
  batchShow: (batch: string) => call<BatchView>('batch_show', { batch }),
  push: (batch: string, onProgress: OnProgress) => call<PushReport>('push', { batch, progress: channel(onProgress) }),
  stop: () => call<void>('stop'),
  pause: () => call<void>('pause'),
  resume: () => call<void>('resume'),
  reconcile: (onProgress: OnProgress) => call<ReconcileReport>('reconcile', { progress: channel(onProgress) }),
  retry: (invoices: string[], reason: string) => call<RetryReport>('retry', { invoices, reason }),
  cancelled: (invoice: string, billAgain: boolean, reason: string) =>
    call<string[]>('cancelled', { invoice, billAgain, reason }),
  sync: (onProgress: OnProgress) => call<SyncReport>('sync', { progress: channel(onProgress) }),
  sources: () => call<Sources>('sources'),
  quarantine: () => call<Quarantine>('quarantine'),
  activity: (limit: number) => call<Activity>('activity', { limit }),
};
