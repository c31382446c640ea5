/** How much one GraphQL document may ask for; what is more is refused with `TOO_COSTLY`, before anything runs. */
export interface GraphqlLimits {
  /** Fields within each other. */
  readonly depth: number;
  /** Aliases in all. */
  readonly aliases: number;
  /** Directives in all. */
  readonly directives: number;
  /** Lists and objects within each other in an argument or a variable. */
  readonly nesting: number;
  /** Tokens of the document. */
  readonly tokens: number;
  /** Objects that it may lead to, by the sizes of its lists; a mutation counts ten. */
  readonly cost: number;
}

export const defaultGraphqlLimits: GraphqlLimits = {
  depth: 16,
  aliases: 50,
  directives: 50,
  nesting: 20,
  tokens: 10_000,
  cost: 50_000,
};
