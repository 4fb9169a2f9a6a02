import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Act, Key, Money, StateChip } from '../../../components';
import type { Nav } from '../../../lib/nav';
import type { Kind } from '../questions';
import { isApproved, isOpen, isSayable } from '../states';

/** An approval that was not sent, or an invoice of it that waits for a person. */
export function canTakeBack({ state, invoices }: LoadDetail): boolean {
  return isApproved(state) || invoices.some((i) => i.state === 'needs_person');
}

/** The load in one line, and what can be decided about it. */
export function Head({
  detail,
  blocked,
  busy,
  nav,
  ask,
  previous,
  next,
  onAdjust,
  onRelease,
  onApprove,
}: {
  detail: LoadDetail;
  blocked: string | null;
  busy: boolean;
  nav: Nav;
  ask: (kind: Kind) => void;
  previous?: () => void;
  next?: () => void;
  onAdjust: () => void;
  onRelease: () => void;
  onApprove: () => void;
}) {
  const { state } = detail;
  const open = isOpen(state);
  const approved = isApproved(state);
  const held = detail.holds.some((h) => h.released);
  return (
    <header className="load-head">
      <button type="button" onClick={nav.back}>
        ← Back <kbd>Esc</kbd>
      </button>
      {previous || next ? (
        <>
          <button type="button" disabled={!previous} onClick={previous}>
            Previous <Key of="previous" />
          </button>
          <button type="button" disabled={!next} onClick={next}>
            Next <Key of="next" />
          </button>
        </>
      ) : null}
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
        Adjust <Key of="adjust" />
      </Act>
      {held ? (
        <Act blocked={blocked} disabled={busy} onPress={onRelease}>
          Release <Key of="release" />
        </Act>
      ) : null}
      {canTakeBack(detail) ? (
        <Act blocked={blocked} disabled={busy} onPress={() => ask('takeBack')}>
          Take back <Key of="takeBack" />
        </Act>
      ) : null}
      <Act blocked={blocked} disabled={!open || busy} onPress={() => ask('hold')}>
        Hold <Key of="holdLoad" />
      </Act>
      <Act primary blocked={blocked} disabled={!open || busy || approved} onPress={onApprove}>
        Approve <Key of="approveLoad" />
      </Act>
    </header>
  );
}
