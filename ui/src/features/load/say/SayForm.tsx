import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { useAbout } from '../../../api/query';
import { AmissWords, Control } from './Control';
import type { Answers, Field, Form } from './form';
import { FORMS } from './forms';
import type { Saying } from './saying';
import { holdKey } from './ways';

/** The form that was opened at this place, if one was. */
export function SayForm({ at, saying, detail }: { at: string; saying: Saying; detail: LoadDetail }) {
  const about = useAbout().data;
  const { open } = saying;
  if (open?.at !== at || !about) return null;
  const of = {
    load: open.load,
    detail,
    today: about.today,
    customers: about.customers,
    words: about.desk,
    hold: detail.holds.find((hold) => holdKey(hold) === open.at),
    entry: detail.desk.find((said) => String(said.entry) === open.answers.entry),
  };
  const form = FORMS[open.form](of);
  const answers = { ...form.initial, ...open.answers };
  return <Opened key={open.form} form={form} answers={answers} saying={saying} />;
}

const missing = (fields: Field[], answers: Answers) =>
  fields.find((field) => !field.optional && !(answers[field.name] ?? '').trim());

function Opened({ form, answers, saying }: { form: Form; answers: Answers; saying: Saying }) {
  const id = useId();
  const root = useRef<HTMLFormElement>(null);
  const fields = form.fields(answers);
  const { amiss, busy, blocked } = saying;
  const first = (missing(fields, answers) ?? fields[0])?.name;
  const atField = amiss?.field && fields.some((field) => field.name === amiss.field) ? amiss.field : null;

  // Whoever opens it goes on in the first field that asks for something; whoever is refused, in the one that is wrong.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed does not move the keys
  useEffect(() => focusOn(root.current, first), []);
  useEffect(() => {
    if (amiss && atField) focusOn(root.current, atField);
  }, [amiss, atField]);

  const submit = () => {
    const lacks = missing(fields, answers);
    if (lacks) saying.fault({ field: lacks.name, message: `${lacks.label}: say it first.`, next: '' });
    else void saying.say(form, answers);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    saying.close();
  };
  return (
    <form
      ref={root}
      className="say"
      aria-labelledby={`${id}-title`}
      noValidate
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3 id={`${id}-title`}>{form.title}</h3>
      {form.text ? <p className="faint">{form.text}</p> : null}
      <div className="say-fields">
        {fields.map((field) => (
          <Control
            key={field.name}
            id={`${id}-${field.name}`}
            field={field}
            value={answers[field.name] ?? ''}
            amiss={atField === field.name ? amiss : null}
            onChange={(value) => saying.type({ ...answers, [field.name]: value })}
            onAmiss={saying.fault}
          />
        ))}
      </div>
      {amiss && !atField ? (
        <div role="alert" className="reason">
          <AmissWords amiss={amiss} />
        </div>
      ) : null}
      <div className="buttons left">
        <button type="submit" className="primary" disabled={busy || blocked !== null} title={blocked ?? undefined}>
          {form.button} <kbd>⏎</kbd>
        </button>
        <button type="button" onClick={saying.close}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

function focusOn(form: HTMLFormElement | null, name: string | undefined) {
  const field = form?.querySelector(`[data-field="${name}"]`);
  const within = field?.querySelector<HTMLElement>('input:checked') ?? field?.querySelector<HTMLElement>(FOCUSABLE);
  within?.focus();
}

const FOCUSABLE = 'input, select, button';
