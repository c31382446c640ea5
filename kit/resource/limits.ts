import type { AdmissionSettings } from '../util/admission/admission-queue.ts';
import type { FilterLimits } from './filter.ts';

/** The limits of one request. A request that exceeds a limit is rejected with a problem that names the limit. */
export interface Limits {
  readonly filter: FilterLimits;
  /** The maximum nesting depth of objects and arrays in a body. */
  readonly bodyDepth: number;
  /** The maximum number of documents that one request creates. */
  readonly batch: number;
  /** The maximum number of records that rules write for all documents of one request, such as an event's days. */
  readonly ruleWrites: number;
  /** Milliseconds for which an operation waits for concurrent operations. */
  readonly contentionMs: number;
  /** The maximum number of secrets, such as passwords, that one request sets in the documents that it creates. */
  readonly secrets: number;
  /** The maximum number of issues in one problem; the rest of the input is not checked. */
  readonly issues: number;
  /** The maximum number of relations that one request embeds, on all levels. */
  readonly embeds: number;
  /** The maximum nesting depth of relations in one `embed`. */
  readonly embedDepth: number;
  /** The default and the maximum number of items on one page of a connection. */
  readonly page: { readonly defaultSize: number; readonly maxSize: number };
  readonly totals: TotalsLimits;
  /** How callers take turns at an action on one document. */
  readonly admission: AdmissionSettings;
}

/** When the total of a list is counted for each request, and how long it is kept otherwise. */
export interface TotalsLimits {
  /** The number of documents below which totals are counted for each request. */
  readonly exactBelow: number;
  /** Milliseconds for which other totals are kept. */
  readonly keptMs: number;
}

export const defaultLimits: Limits = {
  filter: { nodes: 100, values: 3000, pattern: 100, patterns: 5 },
  bodyDepth: 32,
  batch: 1000,
  ruleWrites: 3000,
  contentionMs: 3000,
  secrets: 250,
  issues: 100,
  embeds: 16,
  embedDepth: 4,
  page: { defaultSize: 25, maxSize: 100 },
  totals: { exactBelow: 10_000, keptMs: 5000 },
  admission: { concurrency: 48, waiting: 1000, waitMs: 750 },
};
