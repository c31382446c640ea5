import { defaultLimits } from '../../resource/limits.ts';

/** Limits on one GraphQL operation. A request over a limit is rejected with `TOO_COSTLY` before anything runs. */
export interface GraphqlLimits {
  /** Maximum depth of nested fields. */
  readonly depth: number;
  /** Maximum number of aliases in the document. */
  readonly aliases: number;
  /** Maximum number of directives in the document. */
  readonly directives: number;
  /** Maximum depth of nested lists and objects in an argument or a variable. */
  readonly nesting: number;
  /** Maximum number of tokens in the document. */
  readonly tokens: number;
  /**
   * Maximum number of objects that the operation may return, by the sizes of its lists, plus the cost of its filters; a
   * mutation counts ten more.
   */
  readonly cost: number;
  /**
   * Maximum complexity of the operation: its fields after the expansion of fragments, its requests to other services, and
   * its mutations and conditions.
   */
  readonly complexity: number;
  /** Maximum number of regular expressions in all filters of the operation. */
  readonly patterns: number;
}

/**
 * The deepest nesting of brackets in a document, and of selections with fragments expanded. It is no setting: parsing,
 * validation and planning are recursive, and overflow the stack beyond a few thousand levels.
 */
export const maxNesting = 250;

export const defaultGraphqlLimits: GraphqlLimits = {
  depth: 16,
  aliases: 50,
  directives: 50,
  nesting: 20,
  tokens: 10_000,
  cost: 50_000,
  complexity: 1000,
  patterns: defaultLimits.filter.patterns,
};
