import { useSync } from '../../../api/sync';
import { Notice } from '../../../components';
import type { Nav } from '../../../lib/nav';
import { count } from '../../../lib/words';

/** Loads whose rows are not what their facts make of them yet, with the way to go on. */
export function Waiting({ stale, nav }: { stale: number; nav: Nav }) {
  const { busy, sync } = useSync(nav);
  if (stale === 0) return null;
  return (
    <Notice tone="busy">
      <span>
        <strong>
          {count(stale, 'load')} {stale === 1 ? 'waits' : 'wait'} to be assessed.
        </strong>{' '}
        Their rows show what was known before.
      </span>
      <span className="spring" />
      <button type="button" disabled={busy} onClick={() => void sync()}>
        Sync: go on
      </button>
    </Notice>
  );
}

/** Rows in quarantine that hold no load, since nobody can tell which ones they are of. */
export function OfNoLoad({ rows, nav }: { rows: number; nav: Nav }) {
  if (rows === 0) return null;
  return (
    <Notice tone="warn">
      <span>
        <strong>
          {count(rows, 'row')} in quarantine {rows === 1 ? 'is' : 'are'} of no load that can be told.
        </strong>{' '}
        What {rows === 1 ? 'it says' : 'they say'} holds none.
      </span>
      <span className="spring" />
      <button type="button" onClick={() => nav.go({ screen: 'quarantine' })}>
        Quarantine
      </button>
    </Notice>
  );
}
