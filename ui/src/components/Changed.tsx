import type { RefusedLine } from '../api/generated/RefusedLine';
import { seenWords } from '../lib/desk';
import { count } from '../lib/words';
import { Notice } from './Notice';

/** The code of an approval of what is no longer as it was looked at. */
export const CHANGED = 'LH-423';
const SHOWN = 4;

/** What changed under somebody's eyes, and was not approved: to be looked at once more. */
export function Changed({
  lines,
  onLook,
  onClose,
}: {
  lines: RefusedLine[];
  onLook?: (load: string) => void;
  onClose: () => void;
}) {
  if (lines.length === 0) return null;
  return (
    <Notice tone="warn">
      <div>
        <strong>
          {count(lines.length, 'load')} changed since you looked, and {lines.length === 1 ? 'was' : 'were'} not approved
        </strong>
        <ul className="plain">
          {lines.slice(0, SHOWN).map((line) => (
            <li key={line.load}>
              <strong className="code">{line.code}</strong> {seenWords(line.message)}{' '}
              {onLook ? (
                <button type="button" className="link" onClick={() => onLook(line.load)}>
                  Look at {line.load}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
        {lines.length > SHOWN ? <p>and {lines.length - SHOWN} more, in Activity</p> : null}
        {onLook ? null : <p>Below it is as it stands now.</p>}
      </div>
      <span className="spring" />
      <button type="button" onClick={onClose}>
        {onLook ? 'Close' : 'Looked at'}
      </button>
    </Notice>
  );
}
