import { useState } from 'preact/hooks';
import { inputType } from '../../../../kit/html/client/components/field-input.tsx';

type Asked = Readonly<Record<'date' | 'time' | 'duration' | 'seats', string>>;

interface FreeFormProps {
  readonly asked: Asked;
  ask(next: Asked): void;
}

const fields = [
  { name: 'date', label: 'Date', type: 'date' },
  { name: 'time', label: 'Time', type: 'time' },
  { name: 'duration', label: 'Duration', type: 'text', hint: 'For example 1h 30m' },
  { name: 'seats', label: 'Seats', type: 'number' },
] as const;

/** When somebody wants a venue, and for how many. */
export const FreeForm = ({ asked, ask }: FreeFormProps) => {
  const [values, setValues] = useState(asked);
  const submit = (event: Event): void => {
    event.preventDefault();
    ask(values);
  };
  return (
    <form class="card free-form" onSubmit={submit} aria-label="Find a time">
      {fields.map(({ name, label, type, ...more }) => (
        <p class="field" key={name}>
          <label for={`free-${name}`}>{label}</label>
          <input
            id={`free-${name}`}
            {...inputType(type)}
            required
            {...(type === 'number' ? { min: 1 } : {})}
            {...('hint' in more ? { 'aria-describedby': `free-${name}-hint` } : {})}
            value={values[name]}
            onInput={({ currentTarget: { value } }) => setValues({ ...values, [name]: value })}
          />
          {'hint' in more && (
            <span class="hint" id={`free-${name}-hint`}>
              {more.hint}
            </span>
          )}
        </p>
      ))}
      <button>Search</button>
    </form>
  );
};
