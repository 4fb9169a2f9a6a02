// Amounts are decimal texts. They are added as whole numbers of the last place, never as floating point.

/** The sum of decimal texts, with as many places as the most exact of them. */
export function sum(amounts: string[]): string {
  const places = Math.max(0, ...amounts.map((a) => a.split('.')[1]?.length ?? 0));
  let total = 0n;
  for (const amount of amounts) {
    const [whole = '0', part = ''] = amount.replace('-', '').split('.');
    const units = BigInt(whole + part.padEnd(places, '0'));
    total += amount.startsWith('-') ? -units : units;
  }
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, '0');
  const text = places > 0 ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return total < 0n ? `-${text}` : text;
}

/** `1,234.50`: grouped by hand, since the machine's locale may be none that the browser knows. */
export function grouped(amount: string): string {
  const [whole = '0', part] = amount.replace('-', '').split('.');
  const groups = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${amount.startsWith('-') ? '\u2212' : ''}${groups}${part === undefined ? '' : `.${part}`}`;
}

export type Sums = { currency: string; total: string; count: number }[];

/** Sums by currency, in order of currency. */
export function byCurrency(rows: { total: string; currency: string }[]): Sums {
  const all = new Map<string, string[]>();
  for (const row of rows) all.set(row.currency, [...(all.get(row.currency) ?? []), row.total]);
  return [...all.entries()]
    .sort()
    .map(([currency, totals]) => ({ currency, total: sum(totals), count: totals.length }));
}
