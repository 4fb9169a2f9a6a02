import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { useSync } from '../../../api/sync';
import { Act, Notice, StateChip } from '../../../components';
import { atDesk } from '../../../lib/desk';
import { differs, retriable, ways } from '../../../lib/invoice';
import type { Nav } from '../../../lib/nav';
import { sentence } from '../../../lib/words';
import type { Kind } from '../questions';

/** A load that waits to be assessed is shown as it was known before. */
export function Stale({ detail, nav }: { detail: LoadDetail; nav: Nav }) {
  const { busy, sync } = useSync(nav);
  if (!detail.stale) return null;
  return (
    <Notice tone="busy">
      <span>
        <strong>It waits to be assessed.</strong> Charges and holds below are what was known before.
      </span>
      <span className="spring" />
      <button type="button" disabled={busy} onClick={() => void sync()}>
        Sync: go on
      </button>
    </Notice>
  );
}

/** What changed in the charges after they were billed, with the way in which they are off. */
export function Difference({ detail }: { detail: LoadDetail }) {
  const { difference } = detail;
  if (!difference || detail.elsewhere) return null;
  const { text, tone } = differs(difference);
  const posted = detail.invoices.find((i) => i.state === 'posted');
  return (
    <section data-testid="difference">
      <h2>Changed after it was posted</h2>
      <ul className="holds">
        <li className={tone}>
          <span className={`chip tone-${tone}`}>
            {text} {detail.currency}
          </span>
          <p>{difference.words}</p>
          <p className="next">
            The charges below are what {posted ? posted.invoice : 'its invoice'} billed; it stays as it was posted.
          </p>
        </li>
      </ul>
    </section>
  );
}

/** A load that was billed before the company used this program, or by somebody else: how, and how that is off. */
export function Elsewhere({ detail }: { detail: LoadDetail }) {
  const { elsewhere, difference } = detail;
  if (!elsewhere) return null;
  return (
    <section data-testid="elsewhere">
      <h2>Billed elsewhere</h2>
      <ul className="holds">
        <li className="warn">
          <p>It was {elsewhere}.</p>
          {difference ? <p>{sentence(difference.words)}</p> : null}
          <p className="next">It is never billed here. The charges below are what it would come to.</p>
        </li>
      </ul>
    </section>
  );
}

/** Invoices that do not go on by themselves: why, and the ways out. */
export function Stuck({
  detail,
  blocked,
  busy,
  nav,
  ask,
}: {
  detail: LoadDetail;
  blocked: string | null;
  busy: boolean;
  nav: Nav;
  ask: (kind: Kind | 'fate', invoice: string) => void;
}) {
  const stuck = detail.invoices.filter((i) => ways(i.state));
  if (stuck.length === 0) return null;
  return (
    <section data-testid="stuck">
      <h2>Its invoice</h2>
      <ul className="holds">
        {stuck.map(({ invoice, state, batch, reason }) => (
          <li key={invoice} className="bad">
            <strong>{invoice}</strong> <StateChip state={state} />
            {reason ? <p>{atDesk(reason)}</p> : null}
            <p className="next">{ways(state)}</p>
            <p className="buttons left">
              {retriable(state) ? (
                <Act blocked={blocked} disabled={busy} onPress={() => ask('retry', invoice)}>
                  Retry …
                </Act>
              ) : null}
              {state === 'cancelled' ? (
                <Act blocked={blocked} disabled={busy} onPress={() => ask('fate', invoice)}>
                  Bill again or close …
                </Act>
              ) : null}
              <button type="button" onClick={() => nav.go({ screen: 'batches', batch })}>
                To {batch}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
