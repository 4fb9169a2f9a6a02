// A field of a load, picked, with what stands in it.
import { api } from '../../../api/generated/commands';
import type { DeskWords } from '../../../api/generated/DeskWords';
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

/** Known by a name that is typed. */
const NAMED = ['ref:', 'extra:'];

const known = ({ fields }: DeskWords, field: string | undefined) => fields.find((one) => one.name === field);
const isOfStop = (words: DeskWords, field: string | undefined) => known(words, field)?.of_stop ?? false;
const label = (name: string) => plain(name.replace(/_at$/, ''));

function fieldsOf(detail: LoadDetail, words: DeskWords): Option[] {
  const own = Object.keys(detail.references).filter((name) => !words.references.includes(name));
  const references = [...words.references, ...own].map((name) => ({ value: `ref:${name}`, label: plain(name) }));
  const of = (ofStop: boolean, group: string) =>
    words.fields
      .filter((one) => one.of_stop === ofStop)
      .map(({ name }) => ({ value: name, label: label(name), group }));
  return [
    ...references.map((one) => ({ ...one, group: 'References' })),
    { value: 'ref:', label: 'Another reference, by its name', group: 'References' },
    ...(detail.stops.length > 0 ? of(true, 'Of a stop') : []),
    ...of(false, 'Of the load'),
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
  const shown: Record<string, string | null> = {
    customer: detail.customer,
    miles: detail.miles,
    weight_lb: detail.weight_lb,
    mode: detail.mode,
    equipment: detail.equipment,
  };
  return field in shown ? says(shown[field]) : undefined;
}

function valueField({ detail, today, customers, words }: Of, field: string, stop: number | null): Field {
  const now = stands(detail, field, stop);
  const sort = known(words, field)?.sort;
  const value: Field = { name: 'value', label: 'What stands there', hint: now && `${now}.` };
  if (sort === 'flag') {
    const options = ['yes', 'no'].map((one) => ({ value: one, label: plain(one) }));
    return { ...value, as: 'one', options };
  }
  if (sort === 'customer') return { ...value, suggest: customers };
  if (sort !== 'time') return value;
  const by = clock(detail, stop);
  return { ...value, hint: now ? `${now}; say it ${by}.` : `Say it ${by}.`, example: exampleTime(detail, stop, today) };
}

/** Its name where it is known by one, and what stands there after. */
export function set(of: Of): Form {
  const { load, detail, words } = of;
  const field = ({ field: picked = '', name = '' }: Record<string, string>) =>
    NAMED.includes(picked) ? `${picked}${name.trim()}` : picked;
  const named = (answers: Record<string, string>) =>
    fieldsOf(detail, words).find((one) => one.value === answers.field && !NAMED.includes(one.value))?.label ??
    field(answers);
  return {
    title: `Set a field of ${detail.load}`,
    text: 'It stands in place of what its sources say; nothing else of the load is touched. Where they come to say a third thing, it is asked about.',
    button: 'Set it',
    initial: { field: '', stop: detail.stops.length === 1 ? String(detail.stops[0]?.seq) : '' },
    fields: (answers) => {
      const { field: picked = '', stop, nothing } = answers;
      const clears = known(words, picked)?.sort !== 'flag' && picked !== 'customer' && picked !== '';
      return [
        { name: 'field', label: 'Field', as: 'pick', options: fieldsOf(detail, words) },
        ...(isOfStop(words, picked)
          ? [{ name: 'stop', label: 'Stop', as: 'pick' as const, options: stops(detail) }]
          : []),
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
        stop: isOfStop(words, answers.field) ? stopOf(answers.stop) : null,
        because: answers.because ?? '',
        from: given(answers.from),
        seen,
      }),
    told: (answers) => `${named(answers)} of ${detail.load} set`,
  };
}
