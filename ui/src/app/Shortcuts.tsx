import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

const KEYS: [string, string][] = [
  ['j  ↓', 'next load'],
  ['k  ↑', 'previous load'],
  ['x  Space', 'select'],
  ['Enter', 'open'],
  ['a', 'approve the selected loads, or the current one'],
  ['h', 'hold, with a reason'],
  ['e', 'on a load: what likeliest ends its first hold'],
  ['s  f  t  w', 'on a load: set a field, attach a file, attest a document, waive a charge'],
  ['u', 'undo the last approval'],
  ['d', 'only what changed after it was posted; again: all'],
  ['/', 'search'],
  ['Esc', 'close a form; clear the selection; back from a load'],
  ['1 2 3 4 5', 'Queue, Batches, Sources, Activity, Quarantine'],
  ['6 7', 'Cut-over, New source'],
  ['b  e', 'in the cut-over: bill the current load here; it was billed elsewhere'],
  ['m  c', 'in the quarantine: mend the current row, clear it'],
  ['Ctrl K', 'find a load, a screen, something to do, a setting'],
  ['?', 'these keys'],
];

export function Shortcuts({ close }: { close: () => void }) {
  return (
    <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(open) => !open && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Keys</Heading>
          <p className="faint">Single keys work in the queue’s list and on a load, never while you type.</p>
          <table>
            <tbody>
              {KEYS.map(([key, what]) => (
                <tr key={key}>
                  <td>
                    <kbd>{key}</kbd>
                  </td>
                  <td>{what}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="buttons">
            <button type="button" className="primary" onClick={close}>
              Close
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
