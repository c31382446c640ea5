/** The part of NeDB's document model that is used. The package has no types for it; its version is pinned. */
declare module '@seald-io/nedb/lib/model.js' {
  interface Model {
    /** Whether a document matches a query. */
    match(document: object, query: object): boolean;
    /** Returns a document with an update applied; it is a copy. @throws an error if the update is invalid. */
    modify<D extends object>(document: D, update: object): D;
    /** Compares two values in NeDB's total order. */
    compareThings(a: unknown, b: unknown): number;
    /** Returns the value at a path with dots. */
    getDotValue(document: object, path: string): unknown;
    /** Returns the value at a path; the values by path if there are several. */
    getDotValues(document: object, paths: readonly string[]): unknown;
  }
  const model: Model;
  export default model;
}
