import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

export type Question = {
  title: string;
  text: string;
  button: string;
  /** Further fields before the reason. */
  fields?: { name: string; label: string; initial?: string; optional?: boolean }[];
  /** One of several, none of them chosen beforehand. */
  choice?: { name: string; label: string; options: { value: string; label: string; text: string }[] };
  reason?: string;
};

/** Asks for a reason, and what else is needed, before something is decided. What is typed is told at once, so that whoever
 * asks can keep it over a kill, and hand it back. */
export function Ask({
  question,
  kept,
  onType,
  onDone,
  onClose,
}: {
  question: Question;
  kept?: Record<string, string>;
  onType?: (answers: Record<string, string>) => void;
  onDone: (answers: Record<string, string>) => void;
  onClose: () => void;
}) {
  const { choice } = question;
  const initial = Object.fromEntries((question.fields ?? []).map((f) => [f.name, f.initial ?? '']));
  if (choice) initial[choice.name] = '';
  const [answers, setAnswers] = useState<Record<string, string>>({ ...initial, reason: '', ...kept });
  const set = (name: string, value: string) => {
    const next = { ...answers, [name]: value };
    setAnswers(next);
    onType?.(next);
  };
  const optional = (question.fields ?? []).filter((field) => field.optional).map((field) => field.name);
  const complete = Object.entries(answers).every(([name, a]) => optional.includes(name) || a.trim() !== '');
  return (
    <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{question.title}</Heading>
          <p>{question.text}</p>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (complete) onDone(answers);
            }}
          >
            {choice ? <Choice choice={choice} chosen={answers[choice.name]} onChoose={set} /> : null}
            {(question.fields ?? []).map((field, at) => (
              <label key={field.name}>
                {field.label}
                <input
                  value={answers[field.name]}
                  autoFocus={at === 0}
                  onChange={(e) => set(field.name, e.target.value)}
                />
              </label>
            ))}
            <label>
              {question.reason ?? 'Reason, for the book'}
              <input
                name="reason"
                value={answers.reason}
                autoFocus={!question.fields && !choice}
                onChange={(e) => set('reason', e.target.value)}
              />
            </label>
            <div className="buttons">
              <button type="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" className="primary" disabled={!complete}>
                {question.button}
              </button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Choice({
  choice,
  chosen,
  onChoose,
}: {
  choice: NonNullable<Question['choice']>;
  chosen: string | undefined;
  onChoose: (name: string, value: string) => void;
}) {
  return (
    <fieldset className="choice">
      <legend>{choice.label}</legend>
      {choice.options.map(({ value, label, text }, at) => (
        <label key={value}>
          <input
            type="radio"
            name={choice.name}
            value={value}
            checked={chosen === value}
            // biome-ignore lint/a11y/noAutofocus: it stands in the dialog, like the other fields
            autoFocus={at === 0}
            onChange={() => onChoose(choice.name, value)}
          />
          <span>
            <strong>{label}</strong> {text}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
