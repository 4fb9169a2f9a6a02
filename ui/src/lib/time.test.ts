import { describe, expect, it } from 'vitest';
import { between, stopTime } from './time';

describe('the stop’s own clock', () => {
  it('is shown as it stands, not moved into this machine’s zone', () => {
    expect(stopTime('2025-03-09T23:30:00-06:00')).toBe('Mar 9, 23:30');
    expect(stopTime(null)).toBe('');
  });
  it('tells how long a truck stood across a clock change', () => {
    expect(between('2025-03-09T01:30:00-06:00', '2025-03-09T03:30:00-05:00')).toBe('1 h 0 min');
    expect(between('2025-03-09T01:30:00-06:00', null)).toBe('');
  });
});
