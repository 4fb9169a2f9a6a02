import { asError } from '../../../api/invoke';
import { shell } from '../../../api/shell';
import { atDesk } from '../../../lib/desk';
import type { Field, Option } from './form';
import type { Amiss } from './saying';

/** One field of a form, with what stands, and what is wrong with what was said. */
export function Control({
  id,
  field,
  value,
  amiss,
  onChange,
  onAmiss,
}: {
  id: string;
  field: Field;
  value: string;
  amiss: Amiss | null;
  onChange: (value: string) => void;
  onAmiss: (amiss: Amiss | null) => void;
}) {
  const { name, label, as = 'text', hint, optional } = field;
  const told = [hint ? `${id}-hint` : '', amiss ? `${id}-amiss` : ''].filter(Boolean).join(' ') || undefined;
  const few = as === 'one' || as === 'ticks';
  const title = (
    <>
      {label}
      {optional && as !== 'ticks' ? <span className="faint"> (optional)</span> : null}
    </>
  );
  const below = (
    <>
      {hint ? (
        <span id={`${id}-hint`} className="faint">
          {hint}
        </span>
      ) : null}
      {amiss ? (
        <span id={`${id}-amiss`} className="reason" role="alert">
          <AmissWords amiss={amiss} />
        </span>
      ) : null}
    </>
  );
  if (few) {
    return (
      <fieldset className="choice" data-field={name} aria-describedby={told} aria-invalid={amiss ? true : undefined}>
        <legend>{title}</legend>
        <Few field={field} group={id} value={value} onChange={onChange} />
        {below}
      </fieldset>
    );
  }
  const common = { id, name, 'aria-describedby': told, 'aria-invalid': amiss ? true : undefined };
  return (
    <div className={field.wide ? 'say-field wide' : 'say-field'} data-field={name}>
      <label htmlFor={id}>{title}</label>
      {as === 'pick' ? (
        <select {...common} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{optional ? '–' : 'Pick one …'}</option>
          <Options options={field.options ?? []} />
        </select>
      ) : as === 'file' ? (
        <button type="button" {...common} onClick={() => void pick(onChange, onAmiss, name)}>
          {value || 'Pick a file …'}
        </button>
      ) : (
        <input
          {...common}
          value={value}
          placeholder={field.example}
          list={field.suggest ? `${id}-list` : undefined}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {field.suggest ? (
        <datalist id={`${id}-list`}>
          {field.suggest.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      {below}
    </div>
  );
}

/** The shell asks for the file and keeps which one it is; the page has its name. */
async function pick(onChange: (value: string) => void, onAmiss: (amiss: Amiss | null) => void, field: string) {
  try {
    const chosen = await shell.pickFile();
    if (chosen === null) return;
    onAmiss(null);
    onChange(chosen);
  } catch (why) {
    const { code, message, next_step } = asError(why);
    onAmiss({ field, code, message, next: next_step });
  }
}

function Options({ options }: { options: Option[] }) {
  const groups = [...new Set(options.map((one) => one.group))];
  const of = (group: string | undefined) =>
    options
      .filter((one) => one.group === group)
      .map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ));
  return groups.map((group) =>
    group ? (
      <optgroup key={group} label={group}>
        {of(group)}
      </optgroup>
    ) : (
      of(group)
    ),
  );
}

/** One of few, or any of few; what stands alone takes the others away, and they it. */
function Few({
  field: { as, options = [], alone },
  group,
  value,
  onChange,
}: {
  field: Field;
  group: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const ticked = value.split(' ').filter(Boolean);
  const tick = (one: string) => {
    if (ticked.includes(one)) return ticked.filter((other) => other !== one);
    if (one === alone) return [one];
    return [...ticked.filter((other) => other !== alone), one];
  };
  return options.map(({ value: one, label }) => (
    <label key={one}>
      <input
        type={as === 'ticks' ? 'checkbox' : 'radio'}
        name={as === 'ticks' ? undefined : group}
        value={one}
        checked={as === 'ticks' ? ticked.includes(one) : value === one}
        onChange={() => onChange(as === 'ticks' ? tick(one).join(' ') : one)}
      />
      <span>{label}</span>
    </label>
  ));
}

/** What is amiss, with what to do. */
export function AmissWords({ amiss: { code, message, next } }: { amiss: Amiss }) {
  return (
    <>
      {code ? <strong className="code">{code} </strong> : null}
      {message}
      {next ? <span className="next"> {atDesk(next)}</span> : null}
    </>
  );
}
