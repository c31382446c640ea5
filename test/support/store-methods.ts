/** The methods of a collection that read. */
export const readMethods: ReadonlySet<PropertyKey> = new Set(['find', 'findOne', 'count', 'findGroups', 'countGroups']);

/** The methods of a collection that write. */
export const writeMethods: ReadonlySet<PropertyKey> = new Set([
  'insert',
  'update',
  'updateMany',
  'upsert',
  'remove',
  'removeMany',
]);
