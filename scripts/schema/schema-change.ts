/** A schema change that can affect clients. */
export interface SchemaChange {
  /** The type of the change in graphql-inspector's terms, such as `FIELD_REMOVED`. */
  readonly type: string;
  /** The schema coordinate of the change, such as `Event.venue`. Empty for the schema itself. */
  readonly path: string;
  /** The change, as a sentence. */
  readonly change: string;
  /** What the change breaks or may break, as a sentence. */
  readonly consequence: string;
  /** A breaking change makes valid operations fail. A dangerous change may surprise clients. */
  readonly severity: 'breaking' | 'dangerous';
}
