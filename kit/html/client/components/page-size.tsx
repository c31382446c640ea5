import type { ListQuery } from '../model/list-query.ts';

const sizes = ['10', '25', '50', '100'];

interface PageSizeProps {
  readonly query: ListQuery;
  show(changes: Readonly<Record<string, string | undefined>>): void;
}

/** How many items a page of a list has. */
export const PageSize = ({ query, show }: PageSizeProps) => (
  <p class="field">
    <label for="page-size">Per page</label>
    <select
      id="page-size"
      value={query.pageSize}
      onChange={({ currentTarget }) => show({ max_results: currentTarget.value || undefined })}
    >
      {[...new Set(['', ...sizes, query.pageSize])].map((size) => (
        <option key={size} value={size}>
          {size === '' ? 'all' : size}
        </option>
      ))}
    </select>
  </p>
);
