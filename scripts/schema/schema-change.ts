/** A change of a schema that may be noticed by whoever uses it. */
export interface SchemaChange {
  /** The kind of change, as graphql-inspector calls it: `FIELD_REMOVED`. */
  readonly type: string;
  /** Where, as a schema coordinate: `Event.venue`. Empty where it is the schema itself. */
  readonly path: string;
  /** What became of it, in a sentence. */
  readonly change: string;
  /** What stops working, or may. */
  readonly consequence: string;
  /** A breaking change makes operations fail that are good today; a dangerous one may surprise whoever sends them. */
  readonly severity: 'breaking' | 'dangerous';
}
