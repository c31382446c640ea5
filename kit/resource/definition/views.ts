import type { Stored } from '../../store/port.ts';
import { memoize } from '../../util/memoize.ts';
import type { DisplayText, Fields, Infer } from '../fields/index.ts';
import type { Outcome } from '../problems.ts';
import type { ReferenceState } from '../remote-resources.ts';
import type { Document } from './documents.ts';
import type { RuleContext } from './rules.ts';

/** A document of another resource whose view is computed. */
export interface ViewSubject {
  readonly id: string;
  readonly state: ReferenceState;
}

/**
 * A computed, read-only document about each document of another resource. Whoever may read that document may read its
 * view. The documents of that resource link to it and embed it; in GraphQL it is a field of their type.
 */
export interface View<D extends Stored = Document, F extends Fields = Fields> extends DisplayText {
  /** The name of the other resource. */
  readonly of: string;
  /** The values of the view. An optional one may be missing. Choices and secrets cannot be shown. */
  readonly fields: F;
  /** Computes the views of several documents, in their order, as the caller may see them. */
  readonly compute: (
    subjects: readonly ViewSubject[],
    context: RuleContext<D>,
  ) => Promise<Outcome<readonly Infer<F>[]>>;
}

interface WithViews {
  readonly views: Readonly<Record<string, View>>;
}

/** Returns the views as entries of name and view. */
export const viewsOf = memoize(({ views }: WithViews): readonly (readonly [string, View])[] => Object.entries(views));
