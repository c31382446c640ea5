import type { TemplateValues } from '../../../../kit/html/client/model/uri-template.ts';

/** One step on the way to a document: a link of the document before, with values for its template. */
export interface LinkStep {
  readonly rel: string;
  readonly values?: TemplateValues;
}

/** The step from the root to the account of whoever is signed in, which a home of a service links to. */
export interface ViewerStep {
  readonly viewer: true;
}

export type Step = LinkStep | ViewerStep;

/** The way from the root to a document. It stays when services move: their URLs are found anew by the links. */
export type Trail = readonly Step[];

/** The root, where every way begins. */
export const root: Trail = [];

/** Returns the way to what a link of the document at the end of a trail leads to. */
export const follow = (trail: Trail, rel: string, values?: TemplateValues): Trail => [
  ...trail,
  values === undefined ? { rel } : { rel, values },
];

/** The way to the account of whoever is signed in. */
export const viewer: Trail = [{ viewer: true }];

/** Identifies a trail. */
export const keyOf = (trail: Trail): string => JSON.stringify(trail);
