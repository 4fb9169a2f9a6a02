// This file is made of the declarations in crates/api. Do not edit it.

import { command, telling } from '../invoke';
import type { About } from './About';
import type { Activity } from './Activity';
import type { Approvals } from './Approvals';
import type { BatchView } from './BatchView';
import type { Batches } from './Batches';
import type { Bytes } from './Bytes';
import type { CutOverReport } from './CutOverReport';
import type { Decisions } from './Decisions';
import type { DismissKind } from './DismissKind';
import type { DoctorReport } from './DoctorReport';
import type { Ended } from './Ended';
import type { GuessReport } from './GuessReport';
import type { ListOf } from './ListOf';
import type { LoadDetail } from './LoadDetail';
import type { Mended } from './Mended';
import type { PushReport } from './PushReport';
import type { Quarantine } from './Quarantine';
import type { QuarantineCleared } from './QuarantineCleared';
import type { QuarantineReplayed } from './QuarantineReplayed';
import type { QuarantinedRow } from './QuarantinedRow';
import type { Queue } from './Queue';
import type { QueueAsk } from './QueueAsk';
import type { QueueSummary } from './QueueSummary';
import type { ReconcileReport } from './ReconcileReport';
import type { RetryReport } from './RetryReport';
import type { ScanSplit } from './ScanSplit';
import type { Settled } from './Settled';
import type { Sources } from './Sources';
import type { SyncReport } from './SyncReport';
import type { TrialReport } from './TrialReport';

/** What the page may ask: each with what it reads and what it changes. */
export const api = {
  /** Read sources, fold facts, assess what changed. */
  sync: telling<{
    /** Only these sources. */
    sources?: Array<string>;
  }, SyncReport>({ name: 'sync', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** The queue. */
  queue: command<{
    /** Which page of it. */
    ask: QueueAsk;
  }, Queue>({ name: 'queue', reads: ['loads', 'invoices'], changes: [] }),
  /** Counts by state, and held by reason. */
  summary: command<void, QueueSummary>({ name: 'summary', reads: ['loads', 'book'], changes: [] }),
  /** Everything about one load. */
  show: command<{
    /** Its number. */
    load: string;
  }, LoadDetail>({ name: 'show', reads: ['loads', 'invoices', 'book'], changes: [] }),
  /** A document's bytes as they came; LH-241 when there is none of that id or it does not open. */
  document: command<{
    /** Its load's number. */
    load: string;
    /** Its id, as the load says it. */
    id: string;
  }, Bytes>({ name: 'document', reads: ['deliveries'], changes: [] }),
  /** Approve loads, each as it was looked at: with the assessment that was shown. */
  approve: telling<{
    /** Each load with the `assessment` that it showed. */
    seen: Array<[string, string]>;
  }, Approvals>({ name: 'approve', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Hold a load with a reason. */
  hold: command<{
    /** Its number. */
    load: string;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'hold', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Take an approval back that was not sent. */
  withdraw: command<{
    /** Its number. */
    load: string;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'withdraw', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** End a person's hold, accept a lapsed approval as it stands now, or answer what holds a load until somebody says: facts that are disputed (what stands is right), a load that vanished (it is billed all the same), loads that look alike (they are two). */
  release: command<{
    /** Its number. */
    load: string;
    /** What was looked at, as `show` and `queue` say it (`assessment`). */
    seen?: string;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'release', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Add an amount to a charge, as a line of its own. */
  adjust: command<{
    /** Its number. */
    load: string;
    /** The charge's code, e.g. DETENTION_LOADING. */
    code: string;
    /** The amount, invoice currency; may be negative. */
    amount: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen?: string;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'adjust', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say what stands in a field of a load, in place of what its sources say: a reference, an extra, the customer, miles, a stop's time. Nothing that is not named is touched. */
  set: command<{
    /** The load's number. */
    load: string;
    /** The field: miles, weight_lb, bill_to, customer_po, ref:NAME, extra:NAME; with --stop also arrived_at, departed_at. */
    field: string;
    /** What stands there; "" for nothing. A time is by the clock of its stop, or has its offset. */
    value: string;
    /** The stop, for a field of one. */
    stop: number | null;
    /** Why. */
    because: string;
    /** Who told it, and how: "J. Smith, phone". */
    from: string | null;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'set', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Take back what was said of a load at the desk: what its sources say stands again. */
  takeBack: command<{
    /** The load's number. */
    load: string;
    /** The entry of the book that says it, as `show` lists it. */
    entry: number;
    /** Why. */
    because: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'take_back', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say who signed a POD or a bill of lading, and what is noted on it. What is not clean holds the load until somebody says that it is billed all the same, unless its contract speaks of it. */
  attest: command<{
    /** The load's number. */
    load: string;
    /** The document, by its id or its file; without it the only one. */
    document: string | null;
    /** Who signed it. */
    signed_by: string;
    /** Nothing is noted on it. */
    clean: boolean;
    /** Pieces are missing. */
    short: boolean;
    /** Some of it is damaged. */
    damaged: boolean;
    /** Some or all of it was not taken. */
    refused: boolean;
    /** The seal was broken, or is another one. */
    seal_broken: boolean;
    /** When the truck came, as it stands there: 2025-01-31 08:00, by the clock of the stop. */
    came: string | null;
    /** When it left, as it stands there. */
    left: string | null;
    /** Why. */
    because: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'attest', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Put files on file of a load: what they are is said, or stands in their names. */
  attach: command<{
    /** The load's number; - where the names of the files say it. */
    load: string;
    /** What they are: pod, bol, lumper_receipt, …. */
    kind: string | null;
    /** Of this stop. */
    stop: number | null;
    /** Who signed it, where somebody looked. */
    signed_by: string | null;
    /** The amount on a receipt, in the invoice's currency. */
    amount: string | null;
    /** Why, or where it came from. */
    because: string;
    /** Who sent it, and how: "driver, text message". */
    from: string | null;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'attach', reads: [], changes: ['loads', 'invoices', 'book', 'deliveries'] }),
  /** Take a charge off a load: it is not billed, its documents are not needed, and taxes and percents are reckoned without it. It comes back where it comes to more than it did. */
  waive: command<{
    /** The load's number. */
    load: string;
    /** The charge's code, e.g. DETENTION_LOADING. */
    charge: string;
    /** Of this stop alone. */
    stop: number | null;
    /** Why; where `[reasons]` has a list, one of it. */
    because: string;
    /** Who told it, and how: "J. Smith, phone". */
    from: string | null;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'waive', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Accept that a load's total is off the one that dispatch expects, within the limit of one's role. It asks again when either of them changes. */
  accept: command<{
    /** The load's number. */
    load: string;
    /** What is accepted: VARIANCE. */
    hold: string;
    /** Why; where `[reasons]` has a list, one of it. */
    because: string;
    /** Who told it, and how: "J. Smith, phone". */
    from: string | null;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'accept', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say that the customer approved a charge of a load, up to an amount and no further. */
  approvedByCustomer: command<{
    /** The load's number. */
    load: string;
    /** The charge's code, e.g. DETENTION_LOADING. */
    charge: string;
    /** Who approved it, at the customer. */
    name: string;
    /** How: mail, phone, portal. */
    channel: string;
    /** On which day, like 2025-01-31. */
    date: string;
    /** Up to this amount, in the invoice's currency. */
    amount: string;
    /** The document that shows it, by its id or file. */
    document: string | null;
    /** Why. */
    because: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'approved_by_customer', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Answer a question that the contract leaves open, for this load alone. */
  answer: command<{
    /** The load's number. */
    load: string;
    /** The question, or how it begins. */
    question: string;
    /** The answer: of an open clause one that the hold tells, else in words. */
    answer: string;
    /** Why. */
    because: string;
    /** Who told it, and how: "J. Smith, phone". */
    from: string | null;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'answer', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say that a load is not billed: it leaves the queue, and stays in the record. What is on file of a duplicate is on file of the other load too. */
  dismiss: command<{
    /** The load's number. */
    load: string;
    /** Why it is not billed. */
    kind: DismissKind;
    /** The load that a duplicate is once more. */
    of: string | null;
    /** Why. */
    because: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'dismiss', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Take back that a load is not billed: it is in the queue again. */
  reopen: command<{
    /** The load's number. */
    load: string;
    /** Why. */
    because: string;
    /** What was looked at, as `show --json` has it: refused where the load is not so any more. */
    seen: string | null;
  }, Decisions>({ name: 'reopen', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say as which item a charge code is posted at the ERP: `linehaul.toml` says it from there on, what else stands there stays, and the loads that it held are assessed again. */
  map: telling<{
    /** The charge's code, e.g. LUMPER. */
    code: string;
    /** The item's code at the ERP. */
    item: string;
    /** The item that it replaces, as it was looked at: refused where another one stands there. */
    instead_of: string | null;
    /** Why. */
    because: string;
  }, Decisions>({ name: 'map', reads: [], changes: ['loads', 'invoices', 'book', 'workspace'] }),
  /** Where the cut-over stands: what was billed elsewhere, what is asked, what of the list fits no load. */
  cutOver: command<void, CutOverReport>({ name: 'cut_over', reads: ['loads', 'book'], changes: [] }),
  /** What a cut-over would make of the loads on hand. Nothing is decided. */
  cutOverTry: command<{
    /** The first day that is billed here, or `none`. */
    day: string;
    /** Where the list of what is invoiced already is: the file that was picked, or the ERP. */
    list: ListOf | null;
  }, CutOverReport>({ name: 'cut_over_try', reads: ['loads', 'book'], changes: [] }),
  /** Say from which day on this company bills here, and what is invoiced already. */
  cutOverSet: telling<{
    /** The first day that is billed here, or `none`. */
    day: string;
    /** Where the list of what is invoiced already is: the file that was picked, or the ERP. */
    list: ListOf | null;
    /** Why. */
    reason: string | null;
  }, CutOverReport>({ name: 'cut_over_set', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Bill a load here that the cut-over leaves to others, or asks about. */
  cutOverBill: command<{
    /** Its number. */
    load: string;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'cut_over_bill', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say that a load was billed elsewhere: it is never billed here. */
  cutOverElsewhere: command<{
    /** Its number. */
    load: string;
    /** The number of the invoice that billed it. */
    invoice: string | null;
    /** What that invoice billed, in the load's currency where none is named. */
    amount: string | null;
    /** Why. */
    reason: string;
  }, Decisions>({ name: 'cut_over_elsewhere', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** After a book was put back: say that its cut-over is the last one, and that what was said since of single loads was said again. */
  cutOverKeep: command<{
    /** Why. */
    reason: string;
  }, CutOverReport>({ name: 'cut_over_keep', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Make invoices of everything approved. */
  batchCreate: command<void, BatchView>({ name: 'batch_create', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** All batches. */
  batchList: command<void, Batches>({ name: 'batch_list', reads: ['invoices'], changes: [] }),
  /** One batch. */
  batchShow: command<{
    /** Its name. */
    batch: string;
  }, BatchView>({ name: 'batch_show', reads: ['invoices'], changes: [] }),
  /** Send what is queued; without a batch, make one of everything approved first. */
  push: telling<{
    /** One batch. */
    batch: string;
  }, PushReport>({ name: 'push', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Read the ERP back and clear what is in doubt. Where the ERP tells what changed, that is asked about, and a part of the rest. */
  reconcile: telling<void, ReconcileReport>({ name: 'reconcile', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Let go on what was rejected or waits for a person: an invoice, a file, the note of a batch. What can be asked decides first. */
  retry: command<{
    /** Their numbers or names; every rejected invoice when none is named. */
    invoices: Array<string>;
    /** Why. */
    reason: string;
  }, RetryReport>({ name: 'retry', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say what becomes of an invoice that was cancelled or credited at the ERP. */
  cancelled: command<{
    /** Its number. */
    invoice: string;
    /** Its loads can be approved and billed again, under the next generation of its number. */
    bill_again: boolean;
    /** Why. */
    reason: string;
  }, Settled>({ name: 'cancelled', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Say what became of what is owed beside the invoices: a file, the note of a batch. It is not done any more. */
  owed: command<{
    /** Their names, as `doctor` and `batch list` tell them. */
    names: Array<string>;
    /** It is done: somebody saw it there. */
    went_out: boolean;
    /** Why. */
    reason: string;
  }, Ended>({ name: 'owed', reads: [], changes: ['loads', 'invoices', 'book'] }),
  /** Rows that could not be taken and wait for somebody, with all that is wrong with them. */
  quarantine: command<{
    /** Put together by what is wrong (`cause`), or by `source` or `file`. */
    by?: string;
    /** Only rows of this source. */
    source?: string;
    /** Only rows with this fault, such as LH-220. */
    cause?: string;
    /** Those that were mended or cleared too. */
    ever?: boolean;
  }, Quarantine>({ name: 'quarantine', reads: ['deliveries'], changes: [] }),
  /** One row of the quarantine, with its cells by the names of their columns. */
  quarantineShow: command<{
    /** Its id, as the list has it. */
    item: string;
  }, QuarantinedRow>({ name: 'quarantine_show', reads: ['deliveries'], changes: [] }),
  /** Mend a row in place: it is read as if its source had delivered it so. Where it still does not read, or changes more than what was wrong with it, that is told and nothing is written. */
  quarantineMend: command<{
    /** Its id, as the list has it. */
    item: string;
    /** What is to stand where, by the file's own names for its columns. */
    values: Array<string>;
    /** Why, and from whom it is known. */
    because: string;
    /** What was looked at of what it changes, as the answer says it (`seen`). */
    seen?: string;
  }, Mended>({ name: 'quarantine_mend', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** Read what waits once more, by the mappings as they are now. */
  quarantineReplay: telling<{
    /** Only these rows. */
    items?: Array<string>;
    /** Only rows of this source. */
    source?: string;
    /** Only rows with this fault, such as LH-220. */
    cause?: string;
  }, QuarantineReplayed>({ name: 'quarantine_replay', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** Clear rows: what they say does not count, and they hold nothing. */
  quarantineClear: command<{
    /** Their ids, as the list has them. */
    items: Array<string>;
    /** Why. */
    because: string;
  }, QuarantineCleared>({ name: 'quarantine_clear', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** Take back that rows were cleared: they wait again. */
  quarantineReopen: command<{
    /** Their ids. */
    items: Array<string>;
    /** Why. */
    because: string;
  }, QuarantineCleared>({ name: 'quarantine_reopen', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** Say which pages of a scan that waits in the quarantine are of which load: each load gets its pages as a document of its own. */
  split: command<{
    /** The scan: its name, or its id in the quarantine. */
    scan: string;
    /** Pages and the load that they are of, like `1-2=10421 3=10422`; `4=-` where they are nobody's. */
    parts: Array<string>;
    /** What its documents are, such as `pod_signed`, where its name does not say it. */
    kind?: string;
    /** Why, and from whom it is known. */
    because: string;
  }, ScanSplit>({ name: 'split', reads: [], changes: ['deliveries', 'loads', 'invoices', 'book'] }),
  /** Sources: how each has been read, when it is read next, and its last readings. */
  sources: command<void, Sources>({ name: 'sources', reads: ['deliveries'], changes: [] }),
  /** Show what the first rows of a file would become by a mapping, beside what is ignored and everything that is wrong. */
  sourceTest: command<{
    /** A source, or a mapping by its own name. */
    name: string;
    /** In place of the mapping that stands under that name, tried on the file that was picked. */
    text: string | null;
    /** So many rows. */
    rows: number;
  }, TrialReport>({ name: 'source_test', reads: ['workspace'], changes: [] }),
  /** Propose a mapping for files like this one, with what the file does not tell as lines to be filled in. */
  sourceGuess: command<{
    /** The mapping's name; by default made of the file's. */
    name: string | null;
    /** Write it into mappings/. */
    write: boolean;
    /** Write it, and put it into the settings of this source: of one that is there and has none, or of a new one with a folder of that */
    /** name. */
    add?: string;
    /** In place of what would be proposed: as somebody mended it. */
    text: string | null;
    /** So many rows are shown. */
    rows: number;
  }, GuessReport>({ name: 'source_guess', reads: [], changes: ['workspace'] }),
  /** Is everything there that the work needs? */
  doctor: command<void, DoctorReport>({ name: 'doctor', reads: ['loads', 'invoices', 'book', 'deliveries', 'contracts', 'workspace'], changes: [] }),
  /** The workspace: its business, ERP, users that this account may act as, and customers. */
  about: command<void, About>({ name: 'about', reads: ['workspace', 'deliveries'], changes: [] }),
  /** The newest entries of the book. */
  activity: command<{
    /** At most so many. */
    limit: number;
  }, Activity>({ name: 'activity', reads: ['book'], changes: [] }),
};
