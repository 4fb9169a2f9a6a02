import { grouped } from '../lib/money';

/** An amount with its currency, right-aligned figures, a true minus sign. */
export function Money({ amount, currency, strong }: { amount: string | null; currency?: string; strong?: boolean }) {
  if (amount === null) return <span className="faint">–</span>;
  return (
    <span className={strong ? 'money strong' : 'money'}>
      {grouped(amount)}
      {currency ? <span className="currency"> {currency}</span> : null}
    </span>
  );
}
