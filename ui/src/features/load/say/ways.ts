// What ends each hold at the desk, the likeliest first. A hold that is not listed ends by its reason alone, and says so in words.
import type { HoldKey } from '../../../api/generated/HoldKey';
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import type { Here } from '../../../lib/nav';
import { plain } from '../../../lib/words';
import type { Answers, Said } from './form';
import { signable, toAttest } from './papers';

/** A button beside a hold: a form that opens below it, or the screen on which it ends. */
export type Way = { label: string } & ({ form: Said; given?: Answers } | { goes: Here });
type Ways = (hold: HoldLine, detail: LoadDetail) => Way[];

const at = ({ stop }: HoldLine): Answers => (stop === null ? {} : { stop: String(stop) });

/** The charge that asks for it, where one does. */
const waive: Ways = ({ charge }) => (charge ? [{ label: 'Waive the charge …', form: 'waive' }] : []);

/** The paper that is asked for. One that has to be signed is attached as it is, with who signed it. */
const attach =
  (label: string): Ways =>
  (hold) => [{ label, form: 'attach', given: { ...at(hold), kind: (hold.document ?? '').replace(/_signed$/, '') } }];

/** A paper that is there and opens. */
const attest =
  (label: string, first: 'pod' | 'bol'): Ways =>
  (hold, detail) =>
    signable(detail).length > 0
      ? [{ label, form: 'attest', given: { document: toAttest(detail, first, hold.stop) ?? '' } }]
      : [];

const reference: Ways = ({ reference: name }) =>
  name ? [{ label: `Set the ${plain(name)} …`, form: 'set', given: { field: `ref:${name}` } }] : [SET];

const SET: Way = { label: 'Set a field …', form: 'set' };
const DISMISS: Way = { label: 'Not billed …', form: 'dismiss' };
const ADJUST: Way = { label: 'Adjust the charge …', form: 'adjust' };

/** The time that is missing of the stop. */
const time: Ways = (hold, { stops }) => {
  const stop = stops.find((one) => one.seq === hold.stop);
  const field = stop?.arrived && !stop.departed ? 'departed_at' : 'arrived_at';
  const label = field === 'departed_at' ? 'Set its departure …' : 'Set its arrival …';
  return stop ? [{ label, form: 'set', given: { field, stop: String(stop.seq) } }] : [];
};

const WAYS: Partial<Record<HoldKey, Ways>> = {
  STOPS_INCOMPLETE: (hold, detail) => {
    const set = time(hold, detail);
    const cancelled = { field: 'cancelled', value: 'yes', ...at(hold) };
    return set.length === 0
      ? []
      : [
          ...set,
          ...attest('Times on the paper …', 'bol')(hold, detail),
          { label: 'The stop was cancelled …', form: 'set', given: cancelled },
        ];
  },
  POD_MISSING: (hold, detail) => attach('Attach the POD …')({ ...hold, document: 'pod' }, detail),
  POD_UNSIGNED: (hold, detail) => [
    ...attest('Attest the signature …', 'pod')(hold, detail),
    ...attach('Attach a signed one …')({ ...hold, document: 'pod' }, detail),
  ],
  DOCUMENT_MISSING: (hold, detail) => [...attach('Attach it …')(hold, detail), ...waive(hold, detail)],
  DOCUMENT_UNREADABLE: (hold, detail) => [...attach('Attach a readable one …')(hold, detail), ...waive(hold, detail)],
  TAX_EVIDENCE_MISSING: attach('Attach the proof …'),
  REFERENCE_MISSING: reference,
  REFERENCE_MALFORMED: reference,
  APPROVAL_NEEDED: (hold, detail) => [
    { label: 'The customer approved it …', form: 'approved' },
    ...waive(hold, detail),
    ADJUST,
  ],
  RECEIPT_DIFFERS: waive,
  INPUT_MISSING: (hold, detail) => [{ ...SET, given: at(hold) }, ...waive(hold, detail)],
  DIMENSION_MISSING: (hold, detail) => reference(hold, detail),
  PLACE_UNCLEAR: (hold) => [{ label: 'Set the place …', form: 'set', given: { field: 'city', ...at(hold) } }],
  NOTHING_BILLABLE: () => [DISMISS],
  CONTRACT_ASKS: () => [{ label: 'Answer for this load …', form: 'answer' }],
  CUSTOMER_UNKNOWN: () => [{ label: 'Set the customer …', form: 'set', given: { field: 'customer' } }, DISMISS],
  VARIANCE: () => [
    { label: 'Accept the difference …', form: 'accept' },
    ADJUST,
    { label: 'Waive a charge …', form: 'waive' },
  ],
  CHANGED_SINCE_APPROVAL: () => [{ label: 'Release it as it stands …', form: 'release' }],
  ON_HOLD: () => [{ label: 'Release it …', form: 'release' }],
  DUPLICATE_SUSPECTED: () => [
    { label: 'It is a duplicate …', form: 'dismiss', given: { kind: 'duplicate' } },
    { label: 'They are two …', form: 'release' },
  ],
  VANISHED: () => [{ label: 'Bill it all the same …', form: 'release' }, DISMISS],
  DELIVERY_EXCEPTION: () => [{ label: 'Bill it as it stands …', form: 'release' }, ADJUST],
  FACTS_DISPUTED: (hold) => [
    { label: 'What stands is right …', form: 'release' },
    { ...SET, given: at(hold) },
  ],
  ROW_QUARANTINED: (_, { load }) => [{ label: 'Open it in quarantine', goes: { screen: 'quarantine', load } }],
  CUTOVER_ASKS: () => [{ label: 'Decide it in the cut-over', goes: { screen: 'cutover' } }],
};

/** What ends a hold at the desk, in order of likelihood. */
export function waysOf(hold: HoldLine, detail: LoadDetail): Way[] {
  return WAYS[hold.code as HoldKey]?.(hold, detail) ?? [];
}

/** A hold among those of its load. */
export function holdKey({ code, stop, document, charge, reference: name, message }: HoldLine): string {
  return [code, stop, document, charge, name, message].map((part) => part ?? '').join('|');
}
