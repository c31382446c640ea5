import type { FilterLimits } from './filter.ts';

/** How much one request may ask for. What is more is refused with a problem that says how much may be. */
export interface Limits {
  readonly filter: FilterLimits;
  /** Objects and arrays within each other in a body. */
  readonly bodyDepth: number;
  /** Documents that one request creates. */
  readonly batch: number;
  /** Relations that one request embeds, all levels together. */
  readonly embeds: number;
  /** Relations within each other in one `embed`. */
  readonly embedDepth: number;
  /** Items of one page of a connection: when nothing is said, and at most. */
  readonly page: { readonly defaultSize: number; readonly maxSize: number };
}

export const defaultLimits: Limits = {
  filter: { nodes: 100, values: 3000, pattern: 100 },
  bodyDepth: 32,
  batch: 1000,
  embeds: 16,
  embedDepth: 4,
  page: { defaultSize: 25, maxSize: 100 },
};
