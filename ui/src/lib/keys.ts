// Single keys: what each does, where it acts, and how somebody has it. They can be switched off and given to other keys; arrows, Enter,
// Space, Esc and what goes with Ctrl stay.
import { useSyncExternalStore } from 'react';

type Where = 'anywhere' | 'queue' | 'load' | 'batches';
type Single = { key: string; where: Where; says: string };

const SINGLE = {
  queue: { key: '1', where: 'anywhere', says: 'Queue' },
  batches: { key: '2', where: 'anywhere', says: 'Batches' },
  sources: { key: '3', where: 'anywhere', says: 'Sources' },
  activity: { key: '4', where: 'anywhere', says: 'Activity' },
  quarantine: { key: '5', where: 'anywhere', says: 'Quarantine' },
  cutover: { key: '6', where: 'anywhere', says: 'Cut-over' },
  mapping: { key: '7', where: 'anywhere', says: 'New source' },
  help: { key: '?', where: 'anywhere', says: 'these keys' },
  undo: { key: 'u', where: 'anywhere', says: 'undo the last decision that can be taken back' },
  redo: { key: 'U', where: 'anywhere', says: 'decide once more what was undone' },
  sync: { key: 'y', where: 'anywhere', says: 'sync' },
  approve: { key: 'a', where: 'queue', says: 'approve the selected loads, or the current one' },
  approveAll: { key: 'A', where: 'queue', says: 'approve all that is ready in view, with its totals first' },
  hold: { key: 'h', where: 'queue', says: 'hold the current load, with a reason' },
  search: { key: '/', where: 'queue', says: 'search' },
  differing: { key: 'd', where: 'queue', says: 'only what changed after it was posted; again: all' },
  columns: { key: 'c', where: 'queue', says: 'columns: which, in what order, how wide' },
  exports: { key: 'e', where: 'queue', says: 'all rows in view as CSV' },
  tabAll: { key: 'L', where: 'queue', says: 'all loads' },
  tab_held: { key: 'H', where: 'queue', says: 'held' },
  tab_ready: { key: 'R', where: 'queue', says: 'ready' },
  tab_rejected: { key: 'X', where: 'queue', says: 'rejected' },
  tab_in_doubt: { key: 'I', where: 'queue', says: 'in doubt' },
  tab_approved: { key: 'V', where: 'queue', says: 'approved' },
  tab_queued: { key: 'Q', where: 'queue', says: 'queued' },
  tab_in_transit: { key: 'T', where: 'queue', says: 'in transit' },
  tab_posted: { key: 'P', where: 'queue', says: 'posted' },
  tab_billed_elsewhere: { key: 'W', where: 'queue', says: 'billed elsewhere' },
  tab_not_billable: { key: 'N', where: 'queue', says: 'not billable' },
  next: { key: 'j', where: 'load', says: 'next load' },
  previous: { key: 'k', where: 'load', says: 'previous load' },
  approveLoad: { key: 'a', where: 'load', says: 'approve this load' },
  holdLoad: { key: 'h', where: 'load', says: 'hold this load' },
  endFirst: { key: 'e', where: 'load', says: 'what likeliest ends its first hold' },
  set: { key: 's', where: 'load', says: 'set a field' },
  attach: { key: 'f', where: 'load', says: 'attach a file' },
  attest: { key: 't', where: 'load', says: 'attest a document' },
  waive: { key: 'w', where: 'load', says: 'waive a charge' },
  adjust: { key: 'd', where: 'load', says: 'adjust a charge' },
  release: { key: 'l', where: 'load', says: 'release' },
  takeBack: { key: 'b', where: 'load', says: 'take the approval back' },
  batch: { key: 'b', where: 'batches', says: 'batch what is approved' },
  push: { key: 'p', where: 'batches', says: 'push the batch, with its totals first' },
  retry: { key: 't', where: 'batches', says: 'retry what was rejected' },
  reconcile: { key: 'c', where: 'batches', says: 'reconcile with the ERP' },
} as const satisfies Record<string, Single>;

export type KeyName = keyof typeof SINGLE;
export const NAMES = Object.keys(SINGLE) as KeyName[];

/** What a key does, and where. */
export function saying(name: KeyName): Single {
  return SINGLE[name];
}

/** Whether single keys act, and those that are not as they come. */
export type Keymap = { on: boolean; own: Partial<Record<KeyName, string>> };
export const AS_THEY_COME: Keymap = { on: true, own: {} };

let now: Keymap = AS_THEY_COME;
const watching = new Set<() => void>();

/** From now on the keys are these. */
export function keepKeys(keymap: Keymap) {
  now = keymap;
  for (const look of watching) look();
}

function watch(look: () => void) {
  watching.add(look);
  return () => watching.delete(look);
}

/** The keys as they are: the screen is drawn again when somebody changes them. */
export function useKeymap(): Keymap {
  return useSyncExternalStore(watch, () => now);
}

/** The key of this; nothing while single keys are switched off. */
export function keyOf(name: KeyName): string | undefined {
  return now.on ? (now.own[name] ?? SINGLE[name].key) : undefined;
}

/** Which of these a key is. */
export function isKey(name: KeyName, key: string): boolean {
  return keyOf(name) === key;
}

/** Keys of lists and forms that are nobody's to give away. */
const TAKEN = ['x', ' ', 'J', 'K'];

/** What else has this key where that acts; `true` where it is nobody's to give. */
export function clash(name: KeyName, key: string, keymap: Keymap): KeyName | true | null {
  const { where } = SINGLE[name];
  const rows = where !== 'batches' && (TAKEN.includes(key) || (where !== 'load' && ['j', 'k'].includes(key)));
  if (rows || /^[m]$/.test(key)) return true;
  const of = (one: KeyName) => keymap.own[one] ?? SINGLE[one].key;
  const meets = (one: KeyName) => [SINGLE[one].where, where].includes('anywhere') || SINGLE[one].where === where;
  return NAMES.find((one) => one !== name && meets(one) && of(one) === key) ?? null;
}

/** A capital letter is typed with Shift. */
export function keyWords(key: string): string {
  return /^[A-Z]$/.test(key) ? `⇧${key}` : key;
}

/** Somebody types, or answers a dialog: no single key acts. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  return at instanceof Element && at.closest('input:not([type=checkbox]), select, textarea, [role=dialog]') !== null;
}
