// Undo and redo over many decisions, of many kinds, whoever asked for them.
import { clearMocks } from '@tauri-apps/api/mocks';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { App } from '../app/App';
import { ABOUT, type Answers, detail, row, SUMMARY, show } from '../test/desk';
import { api } from './generated/commands';
import type { QueueAsk } from './generated/QueueAsk';

const ALL = Array.from({ length: 5 }, (_, at) => row(`L-${at}`));
const done = ({ load }: { load: string }) => ({ done: [load], refused: [], notes: [] });
const SENT = {
  code: 'LH-416',
  message: 'the invoice of L-0 is posted',
  next_step: 'After posting there is only a credit memo at the ERP.',
};

function app(memory: Record<string, unknown> = {}, more: Answers = {}) {
  const told = show(() => <App />, {
    place: { workspace: '/w', sample: '/s', user: null, memory },
    about: ABOUT,
    summary: SUMMARY,
    queue: ({ ask }: { ask: QueueAsk }) => ({ total: ALL.length, loads: ask.limit === 1 ? [] : ALL }),
    show: ({ load }: { load: string }) => detail(load, { decisions: [] }),
    approve: ({ seen }: { seen: [string, string][] }) => ({ approved: seen.map(([load]) => load), refused: [] }),
    withdraw: done,
    hold: done,
    release: done,
    adjust: done,
    dismiss: done,
    reopen: done,
    set: done,
    take_back: done,
    remember: null,
    happened: null,
    activity: { entries: [] },
    ...more,
  });
  return { ...told, last: () => screen.getByTestId('last-told').textContent ?? '' };
}

const loads = (words: Record<string, unknown>[]) => words.map((w) => w.load);

afterEach(clearMocks);

it('takes back many approvals one by one, and approves them once more as they were seen', async () => {
  const user = userEvent.setup();
  const { words, last } = app();
  await screen.findAllByText('L-0');
  for (let at = 0; at < 3; at += 1) {
    await user.keyboard('aj');
    await waitFor(() => expect(words('approve').length).toBe(at + 1));
  }
  await user.keyboard('u');
  await waitFor(() => expect(last()).toBe('Undone: approval of dispatch/L-2'));
  await user.keyboard('u');
  await waitFor(() => expect(last()).toBe('Undone: approval of dispatch/L-1'));
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(loads(words('withdraw'))).toEqual(['dispatch/L-2', 'dispatch/L-1', 'dispatch/L-0']));
  await user.keyboard('U');
  await waitFor(() => expect(words('approve').at(-1)).toEqual({ seen: [['dispatch/L-0', 'seen-L-0']] }));
});

it('does not lose its steps to a refusal, and says of what is posted what can be done instead', async () => {
  const user = userEvent.setup();
  const withdraw = ({ load }: { load: string }) =>
    load.endsWith('L-1') ? { done: [], refused: [{ ...SENT, load }], notes: [] } : done({ load });
  const { words, last } = app({}, { withdraw });
  await screen.findAllByText('L-0');
  await user.keyboard('aj');
  await waitFor(() => expect(words('approve').length).toBe(1));
  await user.keyboard('a');
  await waitFor(() => expect(words('approve').length).toBe(2));
  await user.keyboard('u');
  await waitFor(() => expect(last()).toContain('After posting there is only a credit memo at the ERP.'));
  await user.keyboard('u');
  await waitFor(() => expect(last()).toBe('Undone: approval of dispatch/L-0'));
});

it('takes back holds, adjustments, dismissals and what was said, on any screen', async () => {
  const user = userEvent.setup();
  const said = { entry: 9, kind: 'field_set', text: '', by: 'ann', at: '', reason: '', from: null };
  let desk = [{ ...said, entry: 4 }];
  const held = {
    seq: 7,
    at: '',
    actor: 'ann',
    role: '',
    kind: 'held',
    text: 'held: wait for it',
    load: 'L-1',
    invoice: null,
  };
  const { words } = app(
    { here: { screen: 'load', load: 'L-1' } },
    { show: ({ load }: { load: string }) => detail(load, { desk, decisions: [held] }) },
  );
  await screen.findByRole('heading', { name: 'L-1' });
  const nothing = { because: 'x', from: null, seen: null };
  await act(async () => {
    await api.hold({ load: 'L-1', reason: 'wait for it' });
    await api.adjust({ load: 'L-1', code: 'FSC', amount: '-5.00', reason: 'agreed' });
    await api.set({ load: 'L-1', field: 'miles', value: '9', stop: null, ...nothing });
    desk = [...desk, said];
    await api.dismiss({ load: 'L-1', kind: 'test' as never, of: null, because: 'x', seen: null });
  });
  await user.keyboard('4');
  await screen.findByRole('heading', { name: 'Activity' });
  await user.keyboard('u');
  await waitFor(() => expect(words('reopen').length).toBe(1));
  await user.keyboard('u');
  await waitFor(() => expect(words('take_back').map((w) => w.entry)).toEqual([9]));
  await user.keyboard('u');
  await waitFor(() => expect(words('adjust').at(-1)).toMatchObject({ code: 'FSC', amount: '5.00' }));
  await user.keyboard('u');
  await waitFor(() => expect(words('release').length).toBe(1));
  await user.keyboard('U');
  await waitFor(() => expect(words('hold').at(-1)).toEqual({ load: 'L-1', reason: 'wait for it' }));
});

it('takes back after a restart what was decided before it', async () => {
  const user = userEvent.setup();
  const step = { name: 'approve', ask: { seen: [['dispatch/L-3', 'seen-L-3']] }, loads: ['dispatch/L-3'] };
  const { words } = app({ past: { done: [step], undone: [] } });
  await screen.findAllByText('L-0');
  await user.click(await screen.findByRole('button', { name: /^Undo approval of dispatch\/L-3/ }));
  await waitFor(() => expect(loads(words('withdraw'))).toEqual(['dispatch/L-3']));
});

it('does not end a hold that somebody else made since', async () => {
  const user = userEvent.setup();
  const other = {
    seq: 8,
    at: '',
    actor: 'bob',
    role: '',
    kind: 'held',
    text: 'held: dispute',
    load: 'L-1',
    invoice: null,
  };
  const step = { name: 'hold', ask: { load: 'L-1', reason: 'wait for it' }, loads: ['L-1'] };
  const { words, last } = app(
    { past: { done: [step], undone: [] } },
    { show: ({ load }: { load: string }) => detail(load, { decisions: [other] }) },
  );
  await screen.findAllByText('L-0');
  await user.keyboard('u');
  await waitFor(() => expect(last()).toContain('is not held by this any more'));
  expect(words('release')).toEqual([]);
});
