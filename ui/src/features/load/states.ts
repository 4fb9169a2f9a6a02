// What may be done about a load, by its state in the queue.

/** States in which nothing is decided about a load itself any more, or not yet. */
const SHUT = ['posted', 'in_doubt', 'in_transit', 'billed_elsewhere', 'not_billable'];
const TAKEN_BACK = ['approved', 'queued', 'rejected'];

export const isOpen = (state: string) => !SHUT.includes(state);
/** Approved, and not sent: the approval can be taken back. */
export const isApproved = (state: string) => TAKEN_BACK.includes(state);
/** Something may be said of it at the desk: what is approved stays as it was seen. */
export const isSayable = (state: string) => isOpen(state) && !isApproved(state);
