import { describe, expect, it } from 'vitest';
import { addressed, atDesk, seenWords } from './desk';

describe('what the workbench says', () => {
  it('is said without commands where the desk has a button', () => {
    expect(atDesk('Release it with `linehaul release`.')).toBe('Release it.');
    expect(atDesk('Look at it with `linehaul show`, then approve it again.')).toBe(
      'Look at it, then approve it again.',
    );
    expect(atDesk('`linehaul reconcile` asks the ERP; then approve it again.')).toBe(
      'Reconcile asks the ERP; then approve it again.',
    );
    expect(atDesk('Remove the draft at the ERP, then `linehaul retry` the invoice.')).toBe(
      'Remove the draft at the ERP, then retry the invoice.',
    );
    expect(
      atDesk(
        'Have it delivered so that it reads, mend it with `linehaul quarantine mend Q-1 COLUMN=VALUE --because …`, or clear it with `linehaul quarantine clear Q-1 --because …`.',
      ),
    ).toBe('Have it delivered so that it reads, mend it, or clear it.');
    expect(
      atDesk(
        'Say what becomes of it: `linehaul cancelled A-1-G1 --bill-again --reason …`, or `linehaul cancelled A-1-G1 --closed --reason …`.',
      ),
    ).toBe('Say what becomes of it: bill its loads again, or close it.');
  });
  it.each([
    ['Ask the driver for the POD, and attach it (`linehaul attach`).', 'Ask the driver for the POD, and attach it.'],
    ['Take that back first: `linehaul reopen L-2 --because …`.', 'Take that back first: reopen.'],
    ['Name one of D1 (pod) with `--document`.', 'Name one of D1 (pod).'],
    ['Say `--signed-by` with the name on it.', 'Say “signed by” with the name on it.'],
    ['Say it with its offset, like 2025-11-02T01:30-05:00.', 'Say it with its offset, like 2025-11-02T01:30-05:00.'],
    [
      'set it anew with `linehaul set`, or take the correction back with `linehaul take-back`.',
      'Set it anew, or take the correction back.',
    ],
  ])('is said without words of the command line: %s', (text, said) => {
    expect(atDesk(text)).toBe(said);
  });
  it('keeps what only a terminal can do', () => {
    const text = 'If it is lost, `linehaul recover` lists what stands at the ERP.';
    expect(atDesk(text)).toBe(text);
  });
  it('is shown without hashes', () => {
    expect(seenWords('L-1 is not as it was looked at: FSC 1.00 -> 2.00 (seen 0123456789ab, now ba9876543210)')).toBe(
      'L-1 is not as it was looked at: FSC 1.00 -> 2.00',
    );
  });
});

it('addresses a load by its source', () => {
  expect(addressed({ source: 'dispatch', load: 'PS-1' })).toBe('dispatch/PS-1');
  expect(addressed({ source: 'tms', load: 'tms/PS-1' })).toBe('tms/PS-1');
});
