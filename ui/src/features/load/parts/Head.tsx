import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Act, Money, StateChip } from '../../../components';
import type { Nav } from '../../../lib/nav';
import type { Kind } from '../questions';
import { isApproved, isOpen, isSayable } from '../states';

/** The load in one line, and what can be decided about it. */
export function Head({
  detail,
  blocked,
  busy,
  nav,
  ask,
  onAdjust,
  onRelease,
  onApprove,
}: {
  detail: LoadDetail;
  blocked: string | null;
  busy: boolean;
  nav: Nav;
  ask: (kind: Kind) => void;
  onAdjust: () => void;
  onRelease: () => void;
  onApprove: () => void;
}) {
  const { state } = detail;
  const open = isOpen(state);
  const approved = isApproved(state);
  const held = detail.holds.some((h) => h.released);
  const unsent = detail.invoices.some((i) => i.state === 'needs_person');
  return (
    <header className="load-head">
      <button type="button" onClick={nav.back}>
        ← Back <kbd>Esc</kbd>
      </button>
      <h1>{detail.load}</h1>
      <StateChip state={state} />
      <span>
        {detail.customer ?? 'unknown customer'} · {detail.mode} {detail.equipment}
        {detail.miles ? ` · ${detail.miles} mi` : ''}
      </span>
      <span className="spring" />
      <span className={detail.stale ? 'totals old' : 'totals'}>
        <Money amount={detail.total} currency={detail.currency} strong />
        {detail.expected_total ? (
          <span className="faint">
            expected <Money amount={detail.expected_total} />
          </span>
        ) : null}
      </span>
      <Act blocked={blocked} disabled={!isSayable(state) || busy} onPress={onAdjust}>
        Adjust
      </Act>
      {held ? (
        <Act blocked={blocked} disabled={busy} onPress={onRelease}>
          Release
        </Act>
      ) : null}
      {approved || unsent ? (
        <Act blocked={blocked} disabled={busy} onPress={() => ask('takeBack')}>
          Take back
        </Act>
      ) : null}
      <Act blocked={blocked} disabled={!open || busy} onPress={() => ask('hold')}>
        Hold <kbd>h</kbd>
      </Act>
      <Act primary blocked={blocked} disabled={!open || busy || approved} onPress={onApprove}>
        Approve <kbd>a</kbd>
      </Act>
    </header>
  );
}
