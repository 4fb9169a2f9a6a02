import type { QueueAsk } from '../../../api/generated/QueueAsk';
import { useSync } from '../../../api/sync';
import { Empty } from '../../../components';
import type { Nav } from '../../../lib/nav';
import { plain } from '../../../lib/words';
import { useElsewhere } from '../queries';

/** An empty list says why, and the one next thing; what was searched and stands in other states is told. */
export function Nothing({
  ask,
  empty,
  nav,
  clear,
  widen,
}: {
  ask: QueueAsk;
  empty: boolean;
  nav: Nav;
  clear: () => void;
  widen: () => void;
}) {
  const { busy, sync } = useSync(nav);
  const elsewhere = useElsewhere(ask);
  if (empty) {
    return (
      <Empty title="No loads yet">
        <p>Dispatch delivers files into the drop folder; a sync reads them.</p>
        <p className="buttons centred">
          <button type="button" className="primary" disabled={busy} onClick={() => void sync()}>
            Sync
          </button>
          <button type="button" onClick={() => nav.go({ screen: 'sources' })}>
            Go to the sources
          </button>
        </p>
      </Empty>
    );
  }
  if (ask.differing) {
    return (
      <Empty title="Nothing that was posted has changed since">
        <p>A sync finds it out: what comes late for a load that was billed is compared with its invoice.</p>
        <button type="button" onClick={clear}>
          Show all loads
        </button>
      </Empty>
    );
  }
  const found = elsewhere.map(({ load, state }) => `${load}: ${plain(state).toLowerCase()}`).join(', ');
  return (
    <Empty title={ask.state ? `Nothing is ${plain(ask.state).toLowerCase()} here` : 'Nothing fits'}>
      {elsewhere.length > 0 ? (
        <>
          <p>
            “{ask.search}” is found in other states: {found}.
          </p>
          <p className="buttons centred">
            <button type="button" className="primary" onClick={widen}>
              Search in all states
            </button>
            <button type="button" onClick={clear}>
              Show all loads
            </button>
          </p>
        </>
      ) : (
        <>
          <p>Other loads are there; the filter leaves them out.</p>
          <button type="button" onClick={clear}>
            Show all loads
          </button>
        </>
      )}
    </Empty>
  );
}
