import { useState } from 'preact/hooks';
import type { Choice } from '../forms/field.ts';
import { Chips } from './chips.tsx';
import { controlAttributes, type ControlProps } from './field-input.tsx';
import { Listbox } from './listbox.tsx';
import { useLinkedChoices } from './use-linked-choices.ts';

/** What is shown of a long list at once. */
const mostShown = 50;

/**
 * A searchable choice of documents by their names (the WAI-ARIA combobox pattern with a list): type to search, arrows to
 * move, Enter to choose, Escape to close.
 */
export const Combobox = (props: ControlProps) => {
  const { field, id, value, onChange } = props;
  const isMultiple = field.control === 'comboboxes';
  const [typed, setTyped] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [labels, setLabels] = useState<ReadonlyMap<string, string>>(new Map());
  const chosen = typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  const { choices: all, state } = useLinkedChoices(field, typed ?? '', isOpen || chosen.length > 0);
  const choices = all.slice(0, mostShown);
  const labelOf = (each: string): string =>
    labels.get(each) ?? all.find((choice) => choice.value === each)?.label ?? each;
  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (choice: Choice): void => {
    setLabels(new Map([...labels, [choice.value, choice.label]]));
    onChange(isMultiple ? [...chosen.filter((each) => each !== choice.value), choice.value] : choice.value);
    setTyped(undefined);
    close();
  };
  const type = (text: string): void => {
    setTyped(text);
    setOpen(true);
    setActive(-1);
    // Without a list, what is typed is the value.
    if (!isMultiple && (text === '' || state === 'failed')) onChange(text);
  };
  const move = (step: number): void => {
    setOpen(true);
    setActive(
      choices.length === 0 ? -1 : (active + step + (active < 0 && step < 0 ? 1 : 0) + choices.length) % choices.length,
    );
  };
  const press = (event: KeyboardEvent): void => {
    const choice = choices[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && isOpen && choice !== undefined) choose(choice);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  };
  const shown = typed ?? (isMultiple || chosen[0] === undefined ? '' : labelOf(chosen[0]));
  return (
    <div class="combobox">
      {isMultiple && <Chips values={chosen} labelOf={labelOf} onChange={onChange} />}
      <input
        {...controlAttributes(props)}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        {...(active < 0 ? {} : { 'aria-activedescendant': `${id}-${active}` })}
        autoComplete="off"
        placeholder="Type to search"
        readOnly={field.readOnly}
        value={shown}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onClick={() => !field.readOnly && setOpen(true)}
        onKeyDown={press}
        onBlur={() => {
          close();
          setTyped(undefined);
        }}
      />
      {isOpen && (
        <Listbox
          {...{ id, choices, active, state, chosen, choose }}
          label={field.label}
          more={all.length - choices.length}
        />
      )}
    </div>
  );
};
