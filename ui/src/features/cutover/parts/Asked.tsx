import type { CutLoadLine } from '../../../api/generated/CutLoadLine';
import { Act } from '../../../components';
import { grouped } from '../../../lib/money';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';

/** So many are listed at once; the next come up as these are said. */
const SHOWN = 200;

/** Loads of which nothing tells whether they were invoiced: a word for each, by a key. */
export function Asked({
  loads,
  current,
  busy,
  blocked,
  nav,
  onCurrent,
  onWord,
}: {
  loads: CutLoadLine[];
  current: string | undefined;
  busy: boolean;
  blocked: string | null;
  nav: Nav;
  onCurrent: (load: string) => void;
  onWord: (load: string, billed: 'here' | 'elsewhere') => void;
}) {
  if (loads.length === 0) return <p>No load is asked: of each it is known whether it was billed before.</p>;
  return (
    <>
      <h2>Were these invoiced?</h2>
      <p className="faint">
        {count(loads.length, 'load')} held until somebody says. <kbd>j</kbd> <kbd>k</kbd> move, <kbd>b</kbd> bills it
        here, <kbd>e</kbd> was billed elsewhere, <kbd>Enter</kbd> opens it.
      </p>
      <ul className="rows">
        {loads.slice(0, SHOWN).map((load) => (
          <li key={load.load} data-load={load.load} aria-current={load.load === current ? 'true' : undefined}>
            <div className="row-head">
              <button type="button" className="link" onClick={() => nav.go({ screen: 'load', load: load.load })}>
                {load.load}
              </button>
              <span>{load.customer ?? 'nobody is named'}</span>
              <span className="faint">{load.delivered ? `delivered ${load.delivered}` : 'delivered, day unknown'}</span>
              <span className="spring" />
              <span className="money">
                {grouped(load.total)} {load.currency}
              </span>
              <Act blocked={blocked} disabled={busy} onPress={() => said(load.load, 'here')}>
                Bill it here …
              </Act>
              <Act blocked={blocked} disabled={busy} onPress={() => said(load.load, 'elsewhere')}>
                Billed elsewhere …
              </Act>
            </div>
          </li>
        ))}
      </ul>
      {loads.length > SHOWN ? <p className="faint">and {loads.length - SHOWN} more</p> : null}
    </>
  );

  function said(load: string, billed: 'here' | 'elsewhere') {
    onCurrent(load);
    onWord(load, billed);
  }
}
