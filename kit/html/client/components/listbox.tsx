import { useEffect, useRef } from 'preact/hooks';
import type { Choice } from '../forms/field.ts';
import type { LinkedChoices } from './use-linked-choices.ts';

interface ListboxProps {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  /** The index of the choice that Enter takes; negative if there is none. */
  readonly active: number;
  readonly chosen: readonly string[];
  readonly state: LinkedChoices['state'];
  /** How many choices are not shown. */
  readonly more: number;
  choose(choice: Choice): void;
}

const messages = {
  loading: 'Searching…',
  failed: 'The choices cannot be read. Type the value.',
  ready: 'Nothing matches.',
} as const;

/** The choices of a combobox. */
export const Listbox = ({ id, label, choices, active, chosen, state, more, choose }: ListboxProps) => {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <div class="listbox">
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label}>
        {choices.map((choice, index) => (
          <li
            key={choice.value}
            id={`${id}-${index}`}
            role="option"
            aria-selected={chosen.includes(choice.value)}
            class={index === active ? 'active' : ''}
            // The input keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            {choice.label}
          </li>
        ))}
        {choices.length === 0 && (
          <li role="option" aria-disabled="true" aria-selected="false" class="note">
            {messages[state]}
          </li>
        )}
      </ul>
      {more > 0 && <p>{more} more. Type to find them.</p>}
    </div>
  );
};
