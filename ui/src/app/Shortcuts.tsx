import { type KeyboardEvent, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import {
  AS_THEY_COME,
  clash,
  type Keymap,
  type KeyName,
  keepKeys,
  keyWords,
  NAMES,
  saying,
  useKeymap,
} from '../lib/keys';
import type { Nav } from '../lib/nav';

/** Keys that are as they are. */
const FIXED: [string, string][] = [
  ['↓  ↑  j  k', 'next and previous row; PageDown, PageUp, Home, End'],
  ['⇧↓  ⇧↑', 'select from row to row; Shift with a click too'],
  ['x  Space', 'select the current row'],
  ['Ctrl A', 'select all rows in view'],
  ['Ctrl C', 'copy the selected rows, or the current one, with headings'],
  ['Enter', 'open'],
  ['Esc', 'close a form; clear the selection; back from a load to where you came from'],
  ['Ctrl Z  Ctrl Y', 'undo, and once more'],
  ['Ctrl K', 'find a load, a screen, something to do, a setting'],
  ['b  e', 'in the cut-over: bill the current load here; it was billed elsewhere'],
  ['m  c', 'in the quarantine: mend the current row, clear it'],
];

const WHERE = { anywhere: 'Everywhere', queue: 'In the queue', load: 'On a load', batches: 'In the batches' } as const;

export function Shortcuts({ close, remember }: { close: () => void; remember: Nav['remember'] }) {
  const keymap = useKeymap();
  const [asked, setAsked] = useState<KeyName | null>(null);
  const [amiss, setAmiss] = useState('');
  const shown = (name: KeyName) => keyWords(keymap.own[name] ?? saying(name).key);
  const keep = (next: Keymap) => {
    keepKeys(next);
    remember('keys', next);
  };
  const give = (event: KeyboardEvent, name: KeyName) => {
    if (asked !== name || ['Tab', 'Shift', 'Enter'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setAsked(null);
      return;
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    const other = clash(name, event.key, keymap);
    if (other) {
      setAmiss(`“${keyWords(event.key)}” is taken: ${other === true ? 'lists have it' : saying(other).says}.`);
      return;
    }
    setAmiss('');
    setAsked(null);
    keep({ ...keymap, own: { ...keymap.own, [name]: event.key } });
  };
  return (
    <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(open) => !open && close()}>
      <Modal className="modal wide-modal">
        <Dialog className="dialog">
          <Heading slot="title">Keys</Heading>
          <p className="faint">Single keys never act while you type. Press one below to give it another.</p>
          <label className="inline switch">
            <input type="checkbox" checked={keymap.on} onChange={() => keep({ ...keymap, on: !keymap.on })} />
            Single keys act
          </label>
          <p role="status" className="reason">
            {amiss}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keys */}
          <div className="scroll keys" tabIndex={0} role="region" aria-label="All keys">
            <table>
              <tbody>
                {FIXED.map(([key, what]) => (
                  <tr key={key}>
                    <td className="tight">
                      <kbd>{key}</kbd>
                    </td>
                    <td>{what}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {(Object.keys(WHERE) as (keyof typeof WHERE)[]).map((where) => (
              <table key={where}>
                <caption>{WHERE[where]}</caption>
                <tbody>
                  {NAMES.filter((name) => saying(name).where === where).map((name) => (
                    <tr key={name}>
                      <td className="tight">
                        <button
                          type="button"
                          aria-label={`${asked === name ? 'press a key' : shown(name)}, the key for: ${saying(name).says}`}
                          aria-pressed={asked === name}
                          onClick={() => setAsked(asked === name ? null : name)}
                          onKeyDown={(event) => give(event, name)}
                        >
                          {asked === name ? 'press a key' : <kbd>{shown(name)}</kbd>}
                        </button>
                      </td>
                      <td>{saying(name).says}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            ))}
          </div>
          <div className="buttons">
            <button type="button" onClick={() => keep(AS_THEY_COME)}>
              As they come
            </button>
            <button type="button" className="primary" onClick={close}>
              Close
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
