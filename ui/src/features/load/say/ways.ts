// What each way of ending a hold opens on this page. Which ways there are, and in which order, the workbench says.
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import type { WayLine } from '../../../api/generated/WayLine';
import type { WayVerb } from '../../../api/generated/WayVerb';
import type { Here } from '../../../lib/nav';
import { plain } from '../../../lib/words';
import type { Answers, Said } from './form';
import { signable, toAttest } from './papers';

/** A button beside a hold: a form that opens below it, or the screen on which it ends. */
export type Way = { label: string } & ({ form: Said; given?: Answers } | { goes: Here });
/** What a way opens at this hold; nothing where it is no form, or this load has nothing that it could be said of. */
type Opens = (way: WayLine, hold: HoldLine, detail: LoadDetail) => Way[];

const at = ({ stop }: HoldLine): Answers => (stop === null ? {} : { stop: String(stop) });
const form =
  (said: Said, given?: Answers): Opens =>
  ({ label }) => [{ label: `${label} …`, form: said, given }];

/** The field that is meant; the time that is missing of the stop, and the reference that the hold names. */
const set: Opens = ({ label, field }, hold, { stops }) => {
  const one = (words: string, given?: Answers): Way[] => [{ label: `${words} …`, form: 'set', given }];
  if (field === 'time') {
    const stop = stops.find((known) => known.seq === hold.stop);
    if (!stop) return [];
    const left = stop.arrived !== null && stop.departed === null;
    const given = { field: left ? 'departed_at' : 'arrived_at', stop: String(stop.seq) };
    return one(left ? 'Set its departure' : 'Set its arrival', given);
  }
  if (field === 'reference') {
    const { reference: name } = hold;
    return name ? one(`Set the ${plain(name)}`, { field: `ref:${name}` }) : one('Set a field');
  }
  if (field === 'cancelled') return hold.stop === null ? [] : one(label, { field, value: 'yes', ...at(hold) });
  return one(label, { ...(field ? { field } : {}), ...at(hold) });
};

/** A paper that is there and opens. */
const attest: Opens = ({ label, field }, hold, detail) =>
  signable(detail).length > 0
    ? [
        {
          label: `${label} …`,
          form: 'attest',
          given: { document: toAttest(detail, field === 'bol' ? 'bol' : 'pod', hold.stop) ?? '' },
        },
      ]
    : [];

/** The paper that is asked for. One that has to be signed is attached as it is, with who signed it. */
const attach: Opens = ({ label, field }, hold) => {
  const kind = (field ?? hold.document ?? '').replace(/_signed$/, '');
  return [{ label: `${label} …`, form: 'attach', given: { ...at(hold), kind } }];
};

/** The charge that asks for it, where one does. */
const waive: Opens = ({ label, field }, { charge }) =>
  charge || field === 'any' ? [{ label: `${label} …`, form: 'waive' }] : [];

const dismiss: Opens = ({ label, field }) => [
  { label: `${label} …`, form: 'dismiss', given: field ? { kind: field } : undefined },
];
const nowhere: Opens = () => [];

const OPENS: Record<WayVerb, Opens> = {
  set,
  attest,
  attach,
  waive,
  dismiss,
  accept: form('accept'),
  approved: form('approved'),
  adjust: form('adjust'),
  answer: form('answer'),
  release: form('release'),
  map: form('map'),
  quarantine: ({ label }, _, { load }) => [{ label, goes: { screen: 'quarantine', load } }],
  cutover: ({ label }) => [{ label, goes: { screen: 'cutover' } }],
  // Said with the load itself, or in texts and by others: the hold's own words say so.
  approve: nowhere,
  cancelled: nowhere,
  publish: nowhere,
  settings: nowhere,
  source: nowhere,
};

/** What ends a hold at the desk, in order of likelihood. */
export function waysOf(hold: HoldLine, detail: LoadDetail): Way[] {
  return detail.ways.filter((way) => way.hold === hold.code).flatMap((way) => OPENS[way.verb](way, hold, detail));
}

/** A hold among those of its load. */
export function holdKey({ code, stop, document, charge, reference: name, message }: HoldLine): string {
  return [code, stop, document, charge, name, message].map((part) => part ?? '').join('|');
}
