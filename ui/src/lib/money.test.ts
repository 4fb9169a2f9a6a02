import { describe, expect, it } from 'vitest';
import { byCurrency, grouped, sum } from './money';

describe('amounts', () => {
  it('are added to the cent, whatever their size', () => {
    expect(sum(['0.10', '0.20'])).toBe('0.30');
    expect(sum(['-3.05', '1.00'])).toBe('-2.05');
    expect(sum(['90071992547409.93', '0.01'])).toBe('90071992547409.94');
    expect(sum(['1', '0.5', '0.005'])).toBe('1.505');
    expect(sum([])).toBe('0');
  });
  it('are grouped without asking the machine for its locale', () => {
    expect(grouped('1234567.50')).toBe('1,234,567.50');
    expect(grouped('-1000')).toBe('\u22121,000');
  });
  it('of two currencies never add', () => {
    const rows = [
      { total: '1.00', currency: 'USD' },
      { total: '2.00', currency: 'CAD' },
      { total: '0.50', currency: 'USD' },
    ];
    expect(byCurrency(rows)).toEqual([
      { currency: 'CAD', total: '2.00', count: 1 },
      { currency: 'USD', total: '1.50', count: 2 },
    ]);
  });
});
