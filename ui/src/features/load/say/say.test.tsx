import { clearMocks } from '@tauri-apps/api/mocks';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import type { ChargeLine } from '../../../api/generated/ChargeLine';
import type { DeskLine } from '../../../api/generated/DeskLine';
import type { DocumentLine } from '../../../api/generated/DocumentLine';
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import type { StopLine } from '../../../api/generated/StopLine';
import type { WayLine } from '../../../api/generated/WayLine';
import { ABOUT, type Answers, BEHIND, detail, SUMMARY, show, way } from '../../../test/desk';
import { LoadScreen } from '../Screen';
import { asked } from './whole';

/** What the workbench says of the holds below. */
const WAYS: WayLine[] = [
  way('STOPS_INCOMPLETE', 'set', 'Set its time', 'time'),
  way('POD_MISSING', 'attach', 'Attach the POD', 'pod'),
  way('POD_UNSIGNED', 'attest', 'Attest the signature', 'pod'),
  way('POD_UNSIGNED', 'attach', 'Attach a signed one', 'pod'),
  way('DOCUMENT_MISSING', 'attach', 'Attach it'),
  way('DOCUMENT_MISSING', 'waive', 'Waive the charge'),
  way('REFERENCE_MISSING', 'set', 'Set the reference', 'reference'),
  way('APPROVAL_NEEDED', 'approved', 'The customer approved it'),
  way('RECEIPT_DIFFERS', 'waive', 'Waive the charge'),
  way('CONTRACT_ASKS', 'answer', 'Answer for this load'),
  way('CUSTOMER_UNKNOWN', 'set', 'Set the customer', 'customer'),
  way('CODE_UNMAPPED', 'map', 'Pick its item at the ERP'),
  way('VARIANCE', 'accept', 'Accept the difference'),
  way('VARIANCE', 'adjust', 'Adjust the charge'),
  way('VARIANCE', 'waive', 'Waive a charge', 'any'),
  way('INDEX_STALE', 'publish', 'Publish the table with the row'),
  way('ON_HOLD', 'release', 'Release it'),
  way('DUPLICATE_SUSPECTED', 'dismiss', 'It is a duplicate', 'duplicate'),
  way('DUPLICATE_SUSPECTED', 'release', 'They are two'),
];

const DONE = { done: ['L-1'], refused: [], notes: ['L-1: said'] };
const LOAD = 'dispatch/L-1';

function hold(code: string, more: Partial<HoldLine> = {}): HoldLine {
  const none = { stop: null, document: null, reference: null, charge: null };
  return { ...none, code, message: `why ${code}`, owner: 'billing', next_step: '', released: false, ...more };
}

function charge(code: string, amount: string, stop: number | null = null): ChargeLine {
  const rule = { file: 'acme.rate', line: 3, verb: 'detention@1', clause: null };
  const more = { x12: '', description: code, quantity: '1', unit: 'h', rate: amount, currency: 'USD', derivation: [] };
  return { code, stop, amount, rule: rule as unknown as ChargeLine['rule'], waivable: code !== 'LINEHAUL', ...more };
}

function stop(seq: number, more: Partial<StopLine> = {}): StopLine {
  const label = `stop ${seq} Dock ${seq}, Fargo ND`;
  const kind = seq === 1 ? 'pickup' : 'delivery';
  return { seq, label, kind, zone: 'America/Chicago', arrived: null, departed: null, ...more };
}

function paper(id: string, kind: string, more: Partial<DocumentLine> = {}): DocumentLine {
  return { id, kind, stop: null, file: null, readability: 'readable', signed_by: null, amount: null, ...more };
}

const SAID: DeskLine = {
  entry: 12,
  kind: 'field_set',
  text: 'customer_po is 4711',
  by: 'bob',
  at: '2025-03-07T15:04:00Z',
  reason: 'it came by phone',
  from: 'J. Smith, phone',
};

function page(more: Partial<LoadDetail>, answers: Answers = {}) {
  return show((nav) => <LoadScreen load={LOAD} nav={nav} />, {
    summary: SUMMARY,
    about: ABOUT,
    show: detail('L-1', { state: 'held', ways: WAYS, ...more }),
    ...answers,
  });
}

/** A button by how its label begins; its key may stand behind. */
const button = (name: string) => screen.findByRole('button', { name: new RegExp(`^${name}`) });
const form = (name: string | RegExp) => screen.findByRole('form', { name });
const field = (label: string | RegExp) => screen.getByLabelText(label);

afterEach(clearMocks);

it('sets the reference that is missing, from its hold, by keys alone', async () => {
  const user = userEvent.setup();
  const holds = [hold('REFERENCE_MISSING', { reference: 'customer_po' })];
  const { words, nav } = page({ holds }, { set: DONE });
  await button('Set the Customer po …');
  await user.keyboard('e');
  await form('Set a field of L-1');
  expect(document.activeElement).toBe(field('What stands there'));
  await user.keyboard('4711');
  await user.type(field('Reason, for the book'), 'it came by phone');
  await user.type(field(/Who told it/), 'J. Smith, phone{Enter}');
  const said = { load: LOAD, field: 'ref:customer_po', value: '4711', stop: null, seen: 'seen-L-1' };
  await waitFor(() =>
    expect(words('set')).toEqual([{ ...said, because: 'it came by phone', from: 'J. Smith, phone' }]),
  );
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
  const told = nav.tell.mock.calls[0]?.[0];
  expect([told?.title, told?.lines]).toEqual(['Customer po of L-1 set', [{ text: 'L-1: said' }]]);
  await waitFor(() => expect(words('show').length).toBe(2));
});

it('says a time by the clock of the stop, with what stands', async () => {
  const user = userEvent.setup();
  const stops = [stop(1), stop(2, { arrived: '2025-03-03T08:05:00-06:00' })];
  const holds = [hold('STOPS_INCOMPLETE', { stop: 2 })];
  const { words } = page({ holds, stops }, { set: DONE });
  await user.click(await button('Set its departure …'));
  await form(/Set a field/);
  expect(screen.getByText('It stands as nothing; say it by the clock of stop 2 (America/Chicago).')).toBeTruthy();
  await user.selectOptions(field('Field'), 'Arrived');
  expect(screen.getByText(/It stands as Mar 3, 08:05; say it/)).toBeTruthy();
  await user.type(field('What stands there'), '2025-03-03 07:45');
  await user.type(field('Reason, for the book'), 'the BOL says so{Enter}');
  await waitFor(() =>
    expect(words('set')[0]).toMatchObject({ field: 'arrived_at', stop: 2, value: '2025-03-03 07:45' }),
  );
});

it('clears a field only where that is said', async () => {
  const user = userEvent.setup();
  const { words } = page({}, { set: DONE });
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('s');
  expect(document.activeElement).toBe(await screen.findByLabelText('Field'));
  await user.selectOptions(field('Field'), 'Another reference, by its name');
  await user.type(field('Its name'), 'gate_pass');
  await user.type(field('Reason, for the book'), 'there is none{Enter}');
  expect((await screen.findByRole('alert')).textContent).toBe('What stands there: say it first.');
  expect(document.activeElement).toBe(field('What stands there'));
  await user.click(field('Nothing stands there'));
  await user.type(field('Reason, for the book'), '{Enter}');
  await waitFor(() => expect(words('set')[0]).toMatchObject({ field: 'ref:gate_pass', value: '', stop: null }));
});

it('stays open with the fault at the field, and goes on from the load as it stands', async () => {
  const user = userEvent.setup();
  let asks = 0;
  const holds = [hold('CUSTOMER_UNKNOWN')];
  const at = (n: number) => detail('L-1', { state: 'held', holds, ways: WAYS, assessment: `seen-${n}` });
  const refused = {
    load: 'L-1',
    code: 'LH-462',
    message: 'customer: nothing is known of a customer `ACNE`',
    next_step: 'Did you mean `ACME`?',
  };
  const { words, nav } = page({}, { show: () => at(++asks), set: { done: [], refused: [refused], notes: [] } });
  await user.click(await button('Set the customer …'));
  await user.type(await screen.findByLabelText('What stands there'), 'ACNE');
  await user.type(field('Reason, for the book'), 'dispatch mistyped it{Enter}');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe('LH-462 customer: nothing is known of a customer `ACNE` Did you mean `ACME`?');
  const value = field('What stands there');
  expect(value.getAttribute('aria-invalid')).toBe('true');
  expect(value.getAttribute('aria-describedby')).toContain(alert.id);
  await waitFor(() => expect(document.activeElement).toBe(value));
  expect(nav.tell).not.toHaveBeenCalled();
  await waitFor(() => expect(words('show').length).toBe(2));
  await user.keyboard('{Enter}');
  await waitFor(() => expect(words('set').map((one) => one.seen)).toEqual(['seen-1', 'seen-2']));
});

it('keeps what was typed when the load is no longer as it was looked at, though its hold is gone', async () => {
  const user = userEvent.setup();
  let asks = 0;
  const holds = [hold('VARIANCE')];
  const fault = { code: 'LH-423', message: 'L-1 is not as it was looked at: FSC 1.00 -> 2.00', meaning: '' };
  page(
    {},
    {
      show: () =>
        detail('L-1', { state: 'held', ways: WAYS, expected_total: '90.00', holds: ++asks === 1 ? holds : [] }),
      accept: () => {
        throw { ...fault, next_step: 'Look at it with `linehaul show`, then say it again.' };
      },
    },
  );
  await user.click(await button('Accept the difference …'));
  await user.type(await screen.findByLabelText('Reason, for the book'), 'ours is right{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('LH-423 L-1 is not as it was looked at: FSC');
  await waitFor(() => expect(screen.queryByText('why VARIANCE')).toBeNull());
  expect((field('Reason, for the book') as HTMLInputElement).value).toBe('ours is right');
  expect(screen.getByRole('alert').textContent).toContain('Look at it, then say it again.');
});

it('closes with Esc, and the keys are back at the button', async () => {
  const user = userEvent.setup();
  const { nav } = page({ holds: [hold('ON_HOLD', { released: true })] });
  const opener = await button('Release it …');
  await user.click(opener);
  await form('Release L-1');
  expect(document.activeElement).toBe(field('Reason, for the book'));
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('form')).toBeNull();
  expect(document.activeElement).toBe(opener);
  expect(nav.back).not.toHaveBeenCalled();
});

it('leaves the keys on the page when the hold went with its button', async () => {
  const user = userEvent.setup();
  let asks = 0;
  const holds = [hold('ON_HOLD', { released: true })];
  const { words } = page(
    {},
    { show: () => detail('L-1', { state: 'held', ways: WAYS, holds: ++asks === 1 ? holds : [] }), release: DONE },
  );
  await user.click(await button('Release it …'));
  await user.keyboard('it was mended{Enter}');
  await waitFor(() => expect(words('release')).toEqual([{ load: LOAD, reason: 'it was mended', seen: 'seen-L-1' }]));
  await waitFor(() => expect(screen.queryByText('why ON_HOLD')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Charges and facts' })));
});

it('attests what is noted on a paper, with its times', async () => {
  const user = userEvent.setup();
  const documents = [paper('D1', 'bol', { stop: 1 }), paper('D2', 'pod', { stop: 2 }), paper('D3', 'claim_photo')];
  const { words } = page(
    { holds: [hold('POD_UNSIGNED', { stop: 2 })], documents, stops: [stop(1), stop(2)] },
    { attest: DONE },
  );
  await user.click(await button('Attest the signature …'));
  const papers = within(await screen.findByLabelText('Document')).getAllByRole('option');
  expect(papers.map((one) => one.textContent)).toEqual(['Pick one …', 'BOL, stop 1 · D1', 'POD, stop 2 · D2']);
  expect((field('Document') as HTMLSelectElement).value).toBe('D2');
  await user.type(field('Signed by'), 'A. Lee');
  await user.click(field('Clean'));
  await user.click(field('Short'));
  expect((field('Clean') as HTMLInputElement).checked).toBe(false);
  await user.click(field('Damaged'));
  await user.type(field(/^In/), '2025-03-03 08:00{Enter}');
  const noted = { clean: false, short: true, damaged: true, refused: false, seal_broken: false };
  const times = { came: '2025-03-03 08:00', left: null };
  const said = { load: LOAD, document: 'D2', signed_by: 'A. Lee', because: 'looked at it', seen: 'seen-L-1' };
  await waitFor(() => expect(words('attest')).toEqual([{ ...said, ...noted, ...times }]));
});

it('attests nothing before somebody says what is noted, and shows a time that is twice at its field', async () => {
  const user = userEvent.setup();
  const refused = { load: 'L-1', code: 'LH-463', message: '--out: 01:30 is twice on 2025-11-02', next_step: '' };
  const documents = [paper('D2', 'pod', { stop: 2 })];
  const { words } = page(
    { holds: [], documents, stops: [stop(1), stop(2)] },
    { attest: { done: [], refused: [refused], notes: [] } },
  );
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('t');
  await user.type(await screen.findByLabelText('Signed by'), 'A. Lee{Enter}');
  expect((await screen.findByRole('alert')).textContent).toBe('Noted on it: say it first.');
  expect(words('attest')).toEqual([]);
  await user.click(field('Clean'));
  await user.type(field(/^Out/), '2025-11-02 01:30{Enter}');
  await waitFor(() =>
    expect(words('attest')[0]).toMatchObject({ clean: true, short: false, left: '2025-11-02 01:30' }),
  );
  await waitFor(() => expect(field(/^Out/).getAttribute('aria-invalid')).toBe('true'));
});

it('attaches the file that the shell was asked for', async () => {
  const user = userEvent.setup();
  const holds = [hold('POD_MISSING', { stop: 2 })];
  const { words } = page({ holds, stops: [stop(1), stop(2)] }, { attach: DONE, pick_file: '10421 POD.pdf' });
  await user.click(await button('Attach the POD …'));
  await form('Attach a file to L-1');
  expect(document.activeElement).toBe(await button('File'));
  await user.click(await button('File'));
  expect((await button('File')).textContent).toBe('10421 POD.pdf');
  await user.type(field(/Signed by/), 'A. Lee');
  await user.type(field(/Who sent it/), 'driver, text message{Enter}');
  const said = { load: LOAD, kind: 'pod', stop: 2, signed_by: 'A. Lee', amount: null };
  await waitFor(() =>
    expect(words('attach')).toEqual([{ ...said, because: 'it came', from: 'driver, text message', seen: 'seen-L-1' }]),
  );
});

it('attaches nothing where no file was chosen', async () => {
  const user = userEvent.setup();
  const { words } = page({}, { attach: DONE, pick_file: null });
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('f');
  await user.click(await button('File'));
  await user.click(await button('Attach it ⏎'));
  expect((await screen.findByRole('alert')).textContent).toBe('File: say it first.');
  expect(words('attach')).toEqual([]);
});

it('waives a charge that is picked, also one that was not reckoned', async () => {
  const user = userEvent.setup();
  const charges = [charge('LINEHAUL', '100.00'), charge('DETENTION', '35.00', 1), charge('DETENTION', '15.50', 2)];
  const holds = [hold('DOCUMENT_MISSING', { document: 'detention_log', charge: 'DETENTION', stop: 2 })];
  const { words } = page({ holds, charges }, { waive: DONE });
  await user.click(await button('Waive the charge …'));
  const options = within(await screen.findByLabelText('Charge')).getAllByRole('option');
  expect(options.map((one) => one.textContent)).toEqual([
    'Pick one …',
    'Detention, stop 1: 35.00 USD',
    'Detention, stop 2: 15.50 USD',
  ]);
  await user.type(field('Reason, for the book'), 'goodwill{Enter}');
  const said = { load: LOAD, charge: 'DETENTION', stop: 2, because: 'goodwill', from: null, seen: 'seen-L-1' };
  await waitFor(() => expect(words('waive')).toEqual([said]));
});

it('waives a charge that holds the load since it is not reckoned', async () => {
  const user = userEvent.setup();
  const { words } = page({ holds: [hold('RECEIPT_DIFFERS', { charge: 'LUMPER', stop: null })] }, { waive: DONE });
  await user.click(await button('Waive the charge …'));
  expect((await screen.findAllByText('Lumper: not reckoned yet')).length).toBe(2);
  await user.type(field('Reason, for the book'), 'ours{Enter}');
  await waitFor(() => expect(words('waive')[0]).toMatchObject({ charge: 'LUMPER', stop: null }));
});

it('accepts a difference with the reason, and shows what it is above', async () => {
  const user = userEvent.setup();
  const refused = { load: 'L-1', code: 'LH-471', message: '`nope` is no reason', next_step: 'Say one of: typing.' };
  const { words } = page(
    { holds: [hold('VARIANCE')], expected_total: '90.00' },
    { accept: { done: [], refused: [refused], notes: [] } },
  );
  await user.click(await button('Accept the difference …'));
  expect(screen.getByText(/Ours is 100.10 USD, dispatch expects 90.00/)).toBeTruthy();
  await user.type(await screen.findByLabelText('Reason, for the book'), 'nope{Enter}');
  const said = { load: LOAD, hold: 'VARIANCE', because: 'nope', from: null, seen: 'seen-L-1' };
  await waitFor(() => expect(words('accept')).toEqual([said]));
  await waitFor(() => expect(field('Reason, for the book').getAttribute('aria-invalid')).toBe('true'));
});

it('says that the customer approved a charge, up to its amount', async () => {
  const user = userEvent.setup();
  const charges = [charge('LINEHAUL', '100.00'), charge('DETENTION', '35.00', 1)];
  const holds = [hold('APPROVAL_NEEDED', { charge: 'DETENTION' })];
  const { words } = page(
    { holds, charges, documents: [paper('D9', 'pod', { file: 'ok.pdf' })] },
    {
      approved_by_customer: DONE,
    },
  );
  await user.click(await button('The customer approved it …'));
  expect(((await screen.findByLabelText('Up to, in USD')) as HTMLInputElement).value).toBe('35.00');
  await user.click(field('Mail'));
  await user.selectOptions(field(/Document that shows it/), 'D9');
  await user.type(field('Who approved it, at the customer'), 'Ann Lee{Enter}');
  const said = { load: LOAD, charge: 'DETENTION', name: 'Ann Lee', channel: 'mail', date: '2025-03-07' };
  const more = { amount: '35.00', document: 'D9', because: 'the customer approved it', seen: 'seen-L-1' };
  await waitFor(() => expect(words('approved_by_customer')).toEqual([{ ...said, ...more }]));
});

it('adjusts a charge that is picked', async () => {
  const user = userEvent.setup();
  const { words } = page({ holds: [hold('VARIANCE')], charges: [charge('LINEHAUL', '100.00')] }, { adjust: DONE });
  await user.click(await button('Adjust the charge …'));
  await user.selectOptions(await screen.findByLabelText('Charge'), 'LINEHAUL');
  await user.type(field(/Amount in USD/), '-10.10');
  await user.type(field('Reason, for the book'), 'dispatch is right{Enter}');
  const said = { load: LOAD, code: 'LINEHAUL', amount: '-10.10', seen: 'seen-L-1', reason: 'dispatch is right' };
  await waitFor(() => expect(words('adjust')).toEqual([said]));
});

it('hears which of the open questions a hold asks', () => {
  const open = ['When does the clock start?', 'Which date?'].map((question) => ({ question, answers: ['one'] }));
  const message =
    'When does the clock start? DETENTION at stop 1: 35.00 if it starts on arrival; 0.00 if it never does';
  expect(asked(hold('CONTRACT_ASKS', { message }), open)).toEqual([open[0]]);
  expect(asked(hold('CONTRACT_ASKS', { message: 'Is it hot?' }), open)).toEqual(open);
  expect(asked(undefined, open)).toEqual(open);
});

it('answers a question of the contract with what is offered, else in words', async () => {
  const user = userEvent.setup();
  const message = 'Which date? FSC: 35.00 if the pickup picks; 40.00 if the delivery picks';
  const questions = [
    { question: 'Which date?', answers: ['the pickup picks', 'the delivery picks'] },
    { question: 'Is it hot?', answers: [] },
  ];
  const { words } = page({ holds: [hold('CONTRACT_ASKS', { message, charge: 'FSC' })], questions }, { answer: DONE });
  await user.click(await button('Answer for this load …'));
  await user.click(await screen.findByLabelText('the delivery picks'));
  await user.type(field('Reason, for the book'), 'they wrote so{Enter}');
  const said = { load: LOAD, question: 'Which date?', answer: 'the delivery picks', because: 'they wrote so' };
  await waitFor(() => expect(words('answer')).toEqual([{ ...said, from: null, seen: 'seen-L-1' }]));
});

it('dismisses a duplicate of another load', async () => {
  const user = userEvent.setup();
  const { words } = page({ holds: [hold('DUPLICATE_SUSPECTED', { released: true })] }, { dismiss: DONE });
  await user.click(await button('It is a duplicate …'));
  await user.type(await screen.findByLabelText('The load that it is once more'), 'L-2');
  await user.type(field('Reason, for the book'), 'entered twice{Enter}');
  const said = { load: LOAD, kind: 'duplicate', of: 'L-2', because: 'entered twice', seen: 'seen-L-1' };
  await waitFor(() => expect(words('dismiss')).toEqual([said]));
});

it('dismisses a test without another load', async () => {
  const user = userEvent.setup();
  const { words } = page({}, { dismiss: DONE });
  await user.click(await button('Not billed …'));
  await user.click(await screen.findByLabelText('A test'));
  expect(screen.queryByLabelText('The load that it is once more')).toBeNull();
  await user.type(field('Reason, for the book'), 'tried it{Enter}');
  await waitFor(() => expect(words('dismiss')[0]).toMatchObject({ kind: 'test', of: null }));
});

it('reopens what was dismissed, and nothing else can be said of it', async () => {
  const user = userEvent.setup();
  const desk = [{ ...SAID, kind: 'dismissed', text: 'not billed: a test' }];
  const { words } = page({ state: 'not_billable', desk }, { reopen: DONE });
  await user.click(await button('Reopen …'));
  expect(screen.queryByRole('button', { name: /Set a field/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /Take it back/ })).toBeNull();
  await user.type(await screen.findByLabelText('Reason, for the book'), 'it is real{Enter}');
  await waitFor(() => expect(words('reopen')).toEqual([{ load: LOAD, because: 'it is real', seen: 'seen-L-1' }]));
});

it('tells what the desk said, with who, when and why, and takes it back', async () => {
  const user = userEvent.setup();
  const { words } = page({ desk: [SAID] }, { take_back: DONE });
  const section = await screen.findByRole('region', { name: 'Said at the desk' });
  expect(section.textContent).toContain('customer_po is 4711. it came by phone.');
  expect(section.textContent).toContain('bob, Mar 7, 15:04 UTC, told by J. Smith, phone · entry 12');
  await user.click(await button('Take it back …'));
  await user.type(await screen.findByLabelText('Reason, for the book'), 'a mistake{Enter}');
  const said = { load: LOAD, entry: 12, because: 'a mistake', seen: 'seen-L-1' };
  await waitFor(() => expect(words('take_back')).toEqual([said]));
});

it.each(['approved', 'posted'])('lets nobody say anything of a load that is %s', async (state) => {
  const user = userEvent.setup();
  page({ state, desk: [SAID] });
  await screen.findByText(/customer_po is 4711/);
  for (const name of [/Take it back/, /Set a field/, /Attach a file/, /Not billed/]) {
    expect(screen.queryByRole('button', { name })).toBeNull();
  }
  await user.keyboard('s');
  expect(screen.queryByRole('form')).toBeNull();
  expect(screen.queryByText(/Take the approval back first/) !== null).toBe(state === 'approved');
});

it('says as which item a charge is posted, and shows at the field that another one stands there', async () => {
  const user = userEvent.setup();
  const stands = { code: 'LH-457', message: 'LUMPER is posted as `4111`', next_step: 'Say so.', meaning: '' };
  let asks = 0;
  const { words } = page(
    { holds: [hold('CODE_UNMAPPED', { charge: 'LUMPER' })] },
    {
      map: () => {
        asks += 1;
        if (asks === 1) throw stands;
        return { done: [], refused: [], notes: ['erp.items.LUMPER is `4050`'] };
      },
    },
  );
  await user.click(await button('Pick its item at the ERP …'));
  await user.type(await screen.findByLabelText('Item at the ERP'), '4050');
  await user.type(field('Reason, for the book'), 'accounting said so{Enter}');
  const said = { code: 'LUMPER', item: '4050', instead_of: null, because: 'accounting said so' };
  await waitFor(() => expect(words('map')).toEqual([said]));
  await waitFor(() => expect(field(/In place of/).getAttribute('aria-invalid')).toBe('true'));
  await user.type(field(/In place of/), '4111{Enter}');
  await waitFor(() => expect(words('map')[1]).toEqual({ ...said, instead_of: '4111' }));
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
});

it('picks a reason of the company, and no charge that is not waived', async () => {
  const user = userEvent.setup();
  const about = { ...ABOUT, desk: { ...ABOUT.desk, waive: ['goodwill', 'our fault'] } };
  const charges = [charge('LINEHAUL', '100.00'), charge('LUMPER', '35.00')];
  page({ holds: [], charges }, { about });
  await screen.findByRole('heading', { name: 'L-1' });
  await user.keyboard('w');
  expect(await screen.findByText('One of: goodwill, our fault.')).toBeTruthy();
  const options = [...(field('Charge') as HTMLSelectElement).options].map((option) => option.text);
  expect(options).toEqual(['Pick one …', 'Lumper: 35.00 USD']);
});

it('leaves a hold that does not end at the desk to its words', async () => {
  page({ holds: [hold('INDEX_STALE', { next_step: 'Load the newer rows.' })] });
  const list = (await screen.findByText('Load the newer rows.')).closest('li');
  expect(list?.querySelector('button')).toBeNull();
});

it('opens no form on a book that is not the latest', async () => {
  const user = userEvent.setup();
  const { nav } = page({ holds: [hold('VARIANCE')] }, { summary: { ...SUMMARY, behind: BEHIND } });
  const opener = await button('Accept the difference …');
  await waitFor(() => expect(opener.getAttribute('aria-disabled')).toBe('true'));
  await user.click(opener);
  await user.keyboard('e');
  expect(screen.queryByRole('form')).toBeNull();
  expect(nav.tell.mock.calls[0]?.[0].lines?.[0]?.text).toContain('LH-524');
});

it('offers to Find what can be done, with its keys', async () => {
  const { nav } = page({ holds: [hold('VARIANCE')], charges: [charge('FSC', '1.00')] });
  await screen.findByText('why VARIANCE');
  const offered = nav.offer.mock.calls[0]?.[0]() ?? [];
  expect(offered.map((one) => `${one.key ?? '-'} ${one.title}`)).toEqual([
    'a Approve L-1',
    'h Hold L-1 …',
    'e End the first hold (L-1) …',
    'd Adjust a charge (L-1) …',
    's Set a field (L-1) …',
    'f Attach a file (L-1) …',
    'w Waive a charge (L-1) …',
    '- Not billed (L-1) …',
  ]);
});
