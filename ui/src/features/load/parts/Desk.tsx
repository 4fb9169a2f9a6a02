import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { Act, Key } from '../../../components';
import type { KeyName } from '../../../lib/keys';
import { stopTime } from '../../../lib/time';
import { sentence } from '../../../lib/words';
import type { Said } from '../say/form';
import { signable } from '../say/papers';
import { SayForm } from '../say/SayForm';
import { DESK, type Saying } from '../say/saying';
import { isOpen, isSayable } from '../states';

/** What may be said of a load that no hold asks for, with its key. */
export function sayable(detail: LoadDetail): { label: string; form: Said; key?: KeyName }[] {
  if (!isSayable(detail.state)) return [];
  return [
    { label: 'Set a field …', form: 'set', key: 'set' },
    { label: 'Attach a file …', form: 'attach', key: 'attach' },
    ...(signable(detail).length > 0 ? [{ label: 'Attest …', form: 'attest' as const, key: 'attest' as const }] : []),
    ...(detail.charges.some((charge) => charge.waivable)
      ? [{ label: 'Waive a charge …', form: 'waive' as const, key: 'waive' as const }]
      : []),
    { label: 'Not billed …', form: 'dismiss' },
  ];
}

export const entryAt = (entry: number) => `entry:${entry}`;

/** What was said of the load at the desk, and stands: who, when, why, and the way back until it is billed. */
export function Desk({ detail, saying, placeless }: { detail: LoadDetail; saying: Saying; placeless: boolean }) {
  const { state, desk } = detail;
  const may = sayable(detail);
  const dismissed = desk.some((said) => said.kind === 'dismissed');
  const { blocked, busy, start, open } = saying;
  if (desk.length === 0 && may.length === 0 && !placeless && open?.at !== DESK) return null;
  return (
    <section aria-label="Said at the desk">
      <h2>Said at the desk</h2>
      {desk.length === 0 ? <p className="faint">Nothing: it stands as its sources say.</p> : null}
      <ul className="holds said">
        {desk.map((said) => (
          <li key={said.entry}>
            <p>
              <strong>{sentence(said.text)}</strong> {sentence(said.reason)}
            </p>
            <p className="next">
              {said.by}, {stopTime(said.at)} UTC{said.from ? `, told by ${said.from}` : ''} · entry {said.entry}
              {said.kind !== 'dismissed' && isSayable(state) ? (
                <>
                  {' '}
                  <Act
                    blocked={blocked}
                    disabled={busy}
                    onPress={() => start('takeBack', entryAt(said.entry), { entry: String(said.entry) })}
                  >
                    Take it back …
                  </Act>
                </>
              ) : null}
            </p>
            <SayForm at={entryAt(said.entry)} saying={saying} detail={detail} />
          </li>
        ))}
      </ul>
      {desk.length > 0 && isOpen(state) && !isSayable(state) ? (
        <p className="next">Take the approval back first: what is approved stays as it was seen.</p>
      ) : null}
      <p className="buttons left">
        {may.map(({ label, form, key }) => (
          <Act key={form} blocked={blocked} disabled={busy} onPress={() => start(form, DESK)}>
            {label} {key ? <Key of={key} /> : null}
          </Act>
        ))}
        {dismissed ? (
          <Act blocked={blocked} disabled={busy} onPress={() => start('reopen', DESK)}>
            Reopen …
          </Act>
        ) : null}
      </p>
      {placeless && open ? <SayForm at={open.at} saying={saying} detail={detail} /> : null}
      <SayForm at={DESK} saying={saying} detail={detail} />
    </section>
  );
}
