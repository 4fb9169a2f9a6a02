import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Act, HoldChip } from '../../../components';
import { atDesk } from '../../../lib/desk';
import type { Nav } from '../../../lib/nav';
import { plain } from '../../../lib/words';
import { SayForm } from '../say/SayForm';
import type { Saying } from '../say/saying';
import { holdKey, waysOf } from '../say/ways';

/** What a cancelled invoice holds is said with that invoice. */
export const shownHolds = ({ holds }: LoadDetail) => holds.filter((hold) => hold.code !== 'CANCELLED_AT_ERP');

/** Why it is not billed, and beside each the buttons that end it; in words what ends it elsewhere. */
export function Holds({ detail, saying, nav }: { detail: LoadDetail; saying: Saying; nav: Nav }) {
  const holds = shownHolds(detail);
  if (holds.length === 0 && detail.warnings.length === 0) return null;
  const { blocked, busy, start } = saying;
  const first = holds.findIndex((hold) => waysOf(hold, detail).length > 0);
  return (
    <section aria-label="Holds">
      <h2>Holds</h2>
      <ul className="holds">
        {holds.map((hold, nth) => {
          const key = holdKey(hold);
          return (
            <li key={key}>
              <HoldChip code={hold.code} title={hold.code} />
              <p>{hold.message}</p>
              <p className="next">
                <strong>{hold.owner || 'billing'}:</strong> {atDesk(hold.next_step)}
              </p>
              <p className="buttons left">
                {waysOf(hold, detail).map((way, likely) =>
                  'goes' in way ? (
                    <button key={way.label} type="button" onClick={() => nav.go(way.goes)}>
                      {way.label} {nth === first && likely === 0 ? <kbd>e</kbd> : null}
                    </button>
                  ) : (
                    <Act
                      key={way.label}
                      blocked={blocked}
                      disabled={busy}
                      onPress={() => start(way.form, key, way.given)}
                    >
                      {way.label} {nth === first && likely === 0 ? <kbd>e</kbd> : null}
                    </Act>
                  ),
                )}
              </p>
              <SayForm at={key} saying={saying} detail={detail} />
            </li>
          );
        })}
        {detail.warnings.map((warning) => (
          <li key={warning.code} className="warning">
            <span className="chip tone-note">{plain(warning.code)}</span>
            <p>{warning.message}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
