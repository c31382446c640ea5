/** The part of NeDB's document model that is used. The package has no types for it; its version is pinned. */
declare module '@seald-io/nedb/lib/model.js' {
  interface Model {
    /** Whether a document matches a query. */
    match(document: object, query: object): boolean;
    /** Compares two values in NeDB's total order. */
    compareThings(a: unknown, b: unknown): number;
    /** Returns the value at a path with dots. */
    getDotValue(document: object, path: string): unknown;
  }
  const model: Model;
  export default model;
}
