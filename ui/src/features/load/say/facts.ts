// A field of a load, picked, with what stands in it.
import { api } from '../../../api/generated/commands';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { stopTime } from '../../../lib/time';
import { plain } from '../../../lib/words';
import {
  BECAUSE,
  clock,
  exampleTime,
  type Field,
  type Form,
  FROM,
  given,
  type Of,
  type Option,
  stopOf,
  stops,
} from './form';

/** Fields that the workbench lets be set (`domain/desk/field.rs`), in the order in which they are missed. */
const OF_STOP: [string, string][] = [
  ['arrived_at', 'Arrived'],
  ['departed_at', 'Departed'],
  ['notified_at', 'Notified'],
  ['told_to_return_at', 'Told to return'],
  ['returned_at', 'Returned'],
  ['city', 'City'],
  ['region', 'State or province'],
  ['postal_code', 'Postal code'],
  ['cancelled', 'Stop was cancelled'],
];
const OF_LOAD: [string, string][] = [
  ['customer', 'Customer'],
  ['bill_to', 'Bill to'],
  ['miles', 'Miles'],
  ['deadhead_miles', 'Deadhead miles'],
  ['weight_lb', 'Weight in pounds'],
  ['pieces', 'Pieces'],
  ['equipment', 'Equipment'],
  ['mode', 'Mode'],
  ['item_class', 'Item class'],
  ['hazmat', 'Hazmat'],
  ['driver_count', 'Drivers'],
  ['order', 'Order'],
  ['legal_entity', 'Legal entity'],
];
const REFERENCES = [
  'customer_po',
  'bol',
  'pro',
  'shipment_id',
  'order_number',
  'appointment_number',
  'release_number',
  'booking',
  'container',
  'seal',
  'cost_center',
  'gl_code',
];
const TIMES = ['arrived_at', 'departed_at', 'notified_at', 'told_to_return_at', 'returned_at'];
const FLAGS = ['cancelled', 'hazmat'];
const CUSTOMERS = ['customer', 'bill_to'];
/** Known by a name that is typed. */
const NAMED = ['ref:', 'extra:'];

const isOfStop = (field: string | undefined) => OF_STOP.some(([name]) => name === field);

function fieldsOf(detail: LoadDetail): Option[] {
  const own = Object.keys(detail.references).filter((name) => !REFERENCES.includes(name));
  const references = [...REFERENCES, ...own].map((name) => ({ value: `ref:${name}`, label: plain(name) }));
  const of = (all: [string, string][], group: string) => all.map(([value, label]) => ({ value, label, group }));
  return [
    ...references.map((one) => ({ ...one, group: 'References' })),
    { value: 'ref:', label: 'Another reference, by its name', group: 'References' },
    ...(detail.stops.length > 0 ? of(OF_STOP, 'Of a stop') : []),
    ...of(OF_LOAD, 'Of the load'),
    { value: 'extra:', label: 'An extra, by its name', group: 'Of the load' },
  ];
}

/** What stands in a field, where the load tells it. */
function stands(detail: LoadDetail, field: string, stop: number | null): string | undefined {
  const at = detail.stops.find((one) => one.seq === stop);
  const says = (text: string | null | undefined) => `It stands as ${text || 'nothing'}`;
  if (field.startsWith('ref:')) return NAMED.includes(field) ? undefined : says(detail.references[field.slice(4)]);
  if (field === 'arrived_at') return at && says(stopTime(at.arrived));
  if (field === 'departed_at') return at && says(stopTime(at.departed));
  const known: Record<string, string | null> = {
    customer: detail.customer,
    miles: detail.miles,
    weight_lb: detail.weight_lb,
    mode: detail.mode,
    equipment: detail.equipment,
  };
  return field in known ? says(known[field]) : undefined;
}

function valueField({ detail, today, customers }: Of, field: string, stop: number | null): Field {
  const now = stands(detail, field, stop);
  const value: Field = { name: 'value', label: 'What stands there', hint: now && `${now}.` };
  if (FLAGS.includes(field)) {
    const options = ['yes', 'no'].map((one) => ({ value: one, label: plain(one) }));
    return { ...value, as: 'one', options };
  }
  if (CUSTOMERS.includes(field)) return { ...value, suggest: customers };
  if (!TIMES.includes(field)) return value;
  const by = clock(detail, stop);
  return { ...value, hint: now ? `${now}; say it ${by}.` : `Say it ${by}.`, example: exampleTime(detail, stop, today) };
}

/** Its name where it is known by one, and what stands there after. */
export function set(of: Of): Form {
  const { load, detail } = of;
  const field = ({ field: picked = '', name = '' }: Record<string, string>) =>
    NAMED.includes(picked) ? `${picked}${name.trim()}` : picked;
  const label = (answers: Record<string, string>) =>
    fieldsOf(detail).find((one) => one.value === answers.field && !NAMED.includes(one.value))?.label ?? field(answers);
  return {
    title: `Set a field of ${detail.load}`,
    text: 'It stands in place of what its sources say; nothing else of the load is touched. Where they come to say a third thing, it is asked about.',
    button: 'Set it',
    initial: { field: '', stop: detail.stops.length === 1 ? String(detail.stops[0]?.seq) : '' },
    fields: (answers) => {
      const { field: picked = '', stop, nothing } = answers;
      const clears = !FLAGS.includes(picked) && picked !== 'customer' && picked !== '';
      return [
        { name: 'field', label: 'Field', as: 'pick', options: fieldsOf(detail) },
        ...(isOfStop(picked) ? [{ name: 'stop', label: 'Stop', as: 'pick' as const, options: stops(detail) }] : []),
        ...(NAMED.includes(picked) ? [{ name: 'name', label: 'Its name' }] : []),
        ...(nothing ? [] : [valueField(of, picked, stopOf(stop))]),
        ...(clears
          ? [
              {
                name: 'nothing',
                label: 'Or',
                as: 'ticks' as const,
                options: [{ value: 'nothing', label: 'Nothing stands there' }],
                optional: true,
              },
            ]
          : []),
        BECAUSE,
        FROM,
      ];
    },
    at: ({ code }) =>
      code === 'LH-461' ? 'field' : ['LH-462', 'LH-463', 'LH-464'].includes(code) ? 'value' : undefined,
    does: (answers, seen) =>
      api.set({
        load,
        field: field(answers),
        value: answers.nothing ? '' : (answers.value ?? '').trim(),
        stop: isOfStop(answers.field) ? stopOf(answers.stop) : null,
        because: answers.because ?? '',
        from: given(answers.from),
        seen,
      }),
    told: (answers) => `${label(answers)} of ${detail.load} set`,
  };
}
