// What is said of a load's charges: picked from its lines, never typed.
import { api } from '../../../api/generated/commands';
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { grouped, sum } from '../../../lib/money';
import { plain } from '../../../lib/words';
import { BECAUSE, because, type Field, type Form, FROM, given, type Of, type Option } from './form';
import { paper } from './papers';

/** A charge at a stop, as it is picked. */
export const chargeAt = (code: string, stop: number | null) => `${code}@${stop ?? ''}`;

function taken(picked: string): { charge: string; stop: number | null } {
  const [charge = '', stop = ''] = picked.split('@');
  return { charge, stop: stop === '' ? null : Number(stop) };
}

const amountOf = ({ charges }: LoadDetail, code: string, stop?: number | null) =>
  sum(charges.filter((one) => one.code === code && (stop === undefined || one.stop === stop)).map((one) => one.amount));

/** Each charge at each stop, and one that could not be reckoned and so holds the load. */
function lines(detail: LoadDetail, hold: HoldLine | undefined): Option[] {
  const all = new Map<string, string>();
  if (hold?.charge && !detail.charges.some((one) => one.code === hold.charge)) {
    const at = hold.stop === null ? '' : `, stop ${hold.stop}`;
    all.set(chargeAt(hold.charge, hold.stop), `${plain(hold.charge)}${at}: not reckoned yet`);
  }
  for (const { code, stop } of detail.charges.filter((one) => one.waivable)) {
    const at = stop === null ? '' : `, stop ${stop}`;
    all.set(chargeAt(code, stop), `${plain(code)}${at}: ${grouped(amountOf(detail, code, stop))} ${detail.currency}`);
  }
  return [...all].map(([value, label]) => ({ value, label }));
}

/** Each charge once, wherever it arises. */
function codes(detail: LoadDetail): Option[] {
  return [...new Set(detail.charges.map((one) => one.code))].map((code) => ({
    value: code,
    label: `${plain(code)}: ${grouped(amountOf(detail, code))} ${detail.currency}`,
  }));
}

/** A charge of these, and the whole of what was picked where the window is too narrow for it. */
function chargeField(options: Option[], picked: string | undefined): Field {
  const hint = options.find((one) => one.value === picked)?.label;
  return { name: 'charge', label: 'Charge', as: 'pick', options, hint, wide: true };
}

export function waive({ load, detail, hold, words }: Of): Form {
  const options = lines(detail, hold);
  const of = hold?.charge ? options.find((one) => taken(one.value).charge === hold.charge) : undefined;
  const at = hold?.charge ? options.find((one) => one.value === chargeAt(hold.charge ?? '', hold.stop)) : undefined;
  return {
    title: `Waive a charge of ${detail.load}`,
    text: 'It is not billed, what it needs is not asked for, and taxes and percents are reckoned without it. It comes back where it comes to more.',
    button: 'Waive it',
    initial: { charge: (at ?? of)?.value ?? '' },
    fields: ({ charge }) => [chargeField(options, charge), because(words.waive), FROM],
    at: ({ code }) => (code === 'LH-469' ? 'charge' : code === 'LH-471' ? 'because' : undefined),
    does: ({ charge = '', because: why = '', from }, seen) =>
      api.waive({ load, ...taken(charge), because: why, from: given(from), seen }),
    told: ({ charge = '' }) => `${plain(taken(charge).charge)} of ${detail.load} waived`,
  };
}

export function accept({ load, detail, words }: Of): Form {
  return {
    title: `Accept the difference of ${detail.load}`,
    text: `Ours is ${grouped(detail.total)} ${detail.currency}, dispatch expects ${grouped(detail.expected_total ?? '0')}. Ours is billed; it asks again when either of them changes.`,
    button: 'Accept it',
    initial: {},
    fields: () => [because(words.variance), FROM],
    at: ({ code }) => (code === 'LH-471' ? 'because' : undefined),
    does: ({ because: why = '', from }, seen) =>
      api.accept({ load, hold: 'VARIANCE', because: why, from: given(from), seen }),
    told: () => `The difference of ${detail.load} accepted`,
  };
}

export function approved({ load, detail, today, hold }: Of): Form {
  const options = codes(detail);
  const about = options.find((one) => one.value === hold?.charge) ?? (options.length === 1 ? options[0] : undefined);
  const documents = detail.documents.filter((one) => one.file).map(paper);
  return {
    title: `The customer approved a charge of ${detail.load}`,
    text: 'It counts up to the amount that was approved and no further.',
    button: 'Say so',
    initial: {
      charge: about?.value ?? '',
      amount: about ? amountOf(detail, about.value) : '',
      date: today,
      because: 'the customer approved it',
    },
    fields: ({ charge }) => [
      chargeField(options, charge),
      { name: 'amount', label: `Up to, in ${detail.currency}` },
      { name: 'name', label: 'Who approved it, at the customer' },
      { name: 'channel', label: 'How', as: 'one', options: ['mail', 'phone', 'portal'].map(option) },
      { name: 'date', label: 'On which day', example: today },
      { name: 'document', label: 'Document that shows it', as: 'pick', options: documents, optional: true },
      BECAUSE,
    ],
    at: ({ code, message }) => {
      if (code === 'LH-420') return 'charge';
      if (code === 'LH-418' || code === 'LH-472') return 'amount';
      if (code === 'LH-466') return 'document';
      if (code !== 'LH-462') return undefined;
      return message.startsWith('--name') ? 'name' : message.startsWith('--channel') ? 'channel' : 'date';
    },
    does: ({ charge = '', amount = '', name = '', channel = '', date = '', document, because: why = '' }, seen) =>
      api.approvedByCustomer({
        load,
        charge,
        name,
        channel,
        date,
        amount,
        document: given(document),
        because: why,
        seen,
      }),
    told: ({ charge = '', name = '' }) => `${plain(charge)} of ${detail.load}: approved by ${name}`,
  };
}

const option = (value: string): Option => ({ value, label: plain(value) });

/** Another charge than those that it has. */
const OTHER = 'other';

export function adjust({ load, detail, hold }: Of): Form {
  const options = [...codes(detail), { value: OTHER, label: 'Another charge, by its code' }];
  const code = ({ charge = '', other = '' }: Record<string, string>) =>
    charge === OTHER ? other.trim().toUpperCase() : charge;
  return {
    title: `Adjust a charge of ${detail.load}`,
    text: 'The amount is added as a line of its own beside the charge; somebody else approves it.',
    button: 'Adjust it',
    initial: { charge: options.find((one) => one.value === hold?.charge)?.value ?? '' },
    fields: ({ charge }) => [
      chargeField(options, charge),
      ...(charge === OTHER ? [{ name: 'other', label: 'Its code', example: 'DETENTION_LOADING' }] : []),
      { name: 'amount', label: `Amount in ${detail.currency}, may be negative`, example: '-50.00' },
      BECAUSE,
    ],
    at: ({ code: refused }) =>
      refused === 'LH-420' ? 'charge' : ['LH-418', 'LH-405'].includes(refused) ? 'amount' : undefined,
    does: (answers, seen) =>
      api.adjust({
        load,
        code: code(answers),
        amount: (answers.amount ?? '').trim(),
        seen,
        reason: answers.because ?? '',
      }),
    told: (answers) => `${code(answers)} of ${detail.load} adjusted by ${(answers.amount ?? '').trim()}`,
  };
}
