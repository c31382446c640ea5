import type { Choice, FormField } from '../forms/field.ts';
import { controlAttributes, type ControlProps } from './field-input.tsx';

const choicesOf = ({ options }: FormField): readonly Choice[] => (options?.kind === 'inline' ? options.choices : []);

/** More choices than this are a list that opens. */
const mostButtons = 4;

/** One of several values: buttons for few, a list for many. */
export const ChoiceInput = (props: ControlProps) => {
  const { field, id, value, onChange } = props;
  const choices = choicesOf(field);
  if (choices.length > mostButtons)
    return (
      <select
        {...controlAttributes(props)}
        disabled={field.readOnly}
        value={value as string}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        <option value="">{field.required ? 'Choose' : 'None'}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    );
  const all = field.required ? choices : [{ value: '', label: 'None' }, ...choices];
  return (
    <div class="choices">
      {all.map((choice, index) => (
        <label key={choice.value}>
          <input
            type="radio"
            id={index === 0 ? id : `${id}-${index}`}
            name={`${id}-choice`}
            value={choice.value}
            disabled={field.readOnly}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
};

/** Any of several values. */
export const ChoicesInput = ({ field, id, value, onChange }: ControlProps) => {
  const chosen = typeof value === 'string' ? [value] : value;
  const toggle = (each: string, isChosen: boolean): void =>
    onChange(isChosen ? [...chosen, each] : chosen.filter((other) => other !== each));
  return (
    <div class="choices">
      {choicesOf(field).map((choice, index) => (
        <label key={choice.value}>
          <input
            type="checkbox"
            id={index === 0 ? id : `${id}-${index}`}
            value={choice.value}
            disabled={field.readOnly}
            checked={chosen.includes(choice.value)}
            onChange={({ currentTarget }) => toggle(choice.value, currentTarget.checked)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
};
