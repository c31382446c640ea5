import type { ComponentChildren } from 'preact';

/** How a list is sorted, and the URL that sorts it by a field. */
export interface Sorting {
  /** The field, with `-` in front if it descends. */
  readonly current: string;
  by(sort: string): void;
}

interface SortHeadingProps {
  /** The field that the column shows; undefined if the list cannot be sorted by it. */
  readonly name: string | undefined;
  readonly sorting: Sorting | undefined;
  readonly children: ComponentChildren;
}

/** The heading of a column, which sorts the list if it can be. */
export const SortHeading = ({ name, sorting, children }: SortHeadingProps) => {
  if (name === undefined || sorting === undefined) return <th scope="col">{children}</th>;
  const { current, by } = sorting;
  const isAscending = current === name;
  const order = isAscending ? 'ascending' : current === `-${name}` ? 'descending' : undefined;
  return (
    <th scope="col" {...(order === undefined ? {} : { 'aria-sort': order })}>
      <button type="button" class="sort" onClick={() => by(isAscending ? `-${name}` : name)}>
        {children}
        <span aria-hidden="true" class="sort-mark">
          {order === undefined ? '' : order === 'ascending' ? ' ↑' : ' ↓'}
        </span>
      </button>
    </th>
  );
};
