import { useState } from 'preact/hooks';
import { prefixPattern } from '../forms/linked-options.ts';
import { choicesFor, filterable, type FilterSource } from '../model/filter-fields.ts';
import { toWhere, type Condition } from '../model/list-query.ts';
import { ConditionRow, newCondition } from './condition-row.tsx';
import { PageSize } from './page-size.tsx';

interface ListControlsProps extends FilterSource {
  /** Whether the size of pages can be chosen. */
  readonly hasPages: boolean;
  show(changes: Readonly<Record<string, string | undefined>>): void;
}

/** The most conditions that can be added. */
const mostConditions = 5;

/** The filter of a list and the size of its pages, by the list's `search` link. */
export const ListControls = (props: ListControlsProps) => {
  const { query, items, titles, show, hasPages } = props;
  const fields = filterable(props);
  const fresh = (): Condition => newCondition(fields[0] ?? '', '', items);
  const [conditions, setConditions] = useState(() => (query.conditions.length > 0 ? query.conditions : [fresh()]));
  const isFiltered = query.conditions.length > 0 || query.where !== undefined;
  const filter = (event: Event): void => {
    event.preventDefault();
    const isNumber = (field: string): boolean => choicesFor(field, items).type === 'number';
    const filled = conditions.filter(({ value }) => value !== '');
    show({ where: toWhere(filled, { isNumber, prefix: prefixPattern }) });
  };
  return (
    <form class="list-controls" role="search" onSubmit={filter}>
      {fields.length > 0 && (
        <>
          <div class="conditions">
            {conditions.map((condition, index) => (
              <ConditionRow
                key={index}
                id={`filter-${index}`}
                {...{ condition, fields, items, titles }}
                change={(changed) => setConditions(conditions.with(index, changed))}
                remove={conditions.length === 1 ? undefined : () => setConditions(conditions.toSpliced(index, 1))}
              />
            ))}
          </div>
          <p class="buttons">
            <button>Find</button>
            {conditions.length < mostConditions && (
              <button type="button" class="quiet" onClick={() => setConditions([...conditions, fresh()])}>
                Add a condition
              </button>
            )}
            {isFiltered && (
              <button type="button" class="quiet" onClick={() => show({ where: undefined })}>
                Clear
              </button>
            )}
          </p>
        </>
      )}
      {hasPages && <PageSize query={query} show={show} />}
      {query.where !== undefined && (
        <p class="hint">
          Filtered by <code>{query.where}</code>
        </p>
      )}
    </form>
  );
};
