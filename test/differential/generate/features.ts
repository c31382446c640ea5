/** What operations may have. A gateway that is wrong with one can still be tested with the others. */
export interface OperationFeatures {
  readonly aliases: boolean;
  readonly fragments: boolean;
  /** Fields that occur more than once and are merged. */
  readonly duplicates: boolean;
  readonly variables: boolean;
  /** `@skip` and `@include`. */
  readonly conditions: boolean;
  readonly introspection: boolean;
  readonly mutations: boolean;
}

export const allFeatures: OperationFeatures = {
  aliases: true,
  fragments: true,
  duplicates: true,
  variables: true,
  conditions: true,
  introspection: true,
  mutations: true,
};

/** Plain queries with literal arguments. */
export const simpleFeatures: OperationFeatures = {
  aliases: false,
  fragments: true,
  duplicates: false,
  variables: false,
  conditions: false,
  introspection: false,
  mutations: false,
};
