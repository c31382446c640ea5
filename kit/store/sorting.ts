import model from '@seald-io/nedb/lib/model.js';
import type { Sort, Stored } from './port.ts';

/** Returns the comparison of documents by a sort order, as NeDB sorts. */
export const comparing =
  (sort: Sort) =>
  (a: Stored, b: Stored): number => {
    for (const [field, direction] of sort) {
      const order = model.compareThings(model.getDotValue(a, field), model.getDotValue(b, field));
      if (order !== 0) return direction * order;
    }
    return 0;
  };
