import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** What is about to be done, in numbers, before it is done: Enter does it, Esc does not. */
export function Confirm({
  title,
  button,
  children,
  onDone,
  onClose,
}: {
  title: string;
  button: string;
  children?: ReactNode;
  onDone: () => void;
  onClose: () => void;
}) {
  const go = useRef<HTMLButtonElement>(null);
  useEffect(() => go.current?.focus(), []);
  return (
    <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
          <div className="buttons">
            <button type="button" onClick={onClose}>
              Cancel <kbd>Esc</kbd>
            </button>
            <button ref={go} type="button" className="primary" onClick={onDone}>
              {button} <kbd>⏎</kbd>
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
