import { choicesFor, type FilterSource } from '../model/filter-fields.ts';
import { operators, type Condition, type Operator } from '../model/list-query.ts';
import { toWords } from '../model/titles.ts';
import { inputType } from './field-input.tsx';

interface ConditionRowProps extends Pick<FilterSource, 'items' | 'titles'> {
  readonly id: string;
  readonly condition: Condition;
  readonly fields: readonly string[];
  change(condition: Condition): void;
  /** Removes the condition; undefined if it is the only one. */
  readonly remove: (() => void) | undefined;
}

/** Returns a condition for a field, with the operator that is used most. */
export const newCondition = (field: string, value: string, items: FilterSource['items']): Condition => ({
  field,
  operator: choicesFor(field, items).names[0] ?? 'is',
  value,
});

/** One condition of a filter: a field, an operator and a value. */
export const ConditionRow = ({ id, condition, fields, items, titles, change, remove }: ConditionRowProps) => {
  const { field, operator, value } = condition;
  const { type, names } = choicesFor(field, items);
  return (
    <div class="condition" role="group" aria-label="Condition">
      <p class="field">
        <label for={`${id}-field`}>Find where</label>
        <select
          id={`${id}-field`}
          value={field}
          onChange={({ currentTarget }) => change(newCondition(currentTarget.value, value, items))}
        >
          {fields.map((name) => (
            <option key={name} value={name}>
              {titles.get(name) ?? toWords(name)}
            </option>
          ))}
        </select>
      </p>
      <p class="field">
        <label for={`${id}-operator`}>Condition</label>
        <select
          id={`${id}-operator`}
          value={operator}
          onChange={({ currentTarget }) => change({ ...condition, operator: currentTarget.value as Operator })}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {operators[name]}
            </option>
          ))}
        </select>
      </p>
      <p class="field grow">
        <label for={`${id}-value`}>Value</label>
        <input
          id={`${id}-value`}
          {...inputType(type)}
          value={value}
          onInput={({ currentTarget }) => change({ ...condition, value: currentTarget.value })}
        />
      </p>
      {remove !== undefined && (
        <button type="button" class="quiet" onClick={remove}>
          Remove
        </button>
      )}
    </div>
  );
};
