import type { Filter } from '../store/port.ts';

/** Returns the filter of the documents that match all filters; those that are undefined or empty match everything. */
export function allOf(...filters: readonly (Filter | undefined)[]): Filter {
  const conditions = filters.filter((each) => each !== undefined).filter((each) => Object.keys(each).length > 0);
  return conditions.length <= 1 ? (conditions[0] ?? {}) : { $and: conditions };
}
