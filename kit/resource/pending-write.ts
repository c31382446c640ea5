import { randomUUID } from 'node:crypto';

/**
 * What a writer has written down and not yet confirmed. It stands on the document itself, one at a time, so that the
 * store decides who is first. It has an owner (whoever knows the token) and an end: when its time is over, whoever
 * meets it finishes or removes it.
 */
export interface Intention {
  /** `arriving`: the document is not there yet. `changing`: it will have the values of `next`. `leaving`: it may go. */
  readonly kind: 'arriving' | 'changing' | 'leaving';
  readonly token: string;
  readonly until: Date;
  /** The values that are to come, without secrets. */
  readonly next?: Readonly<Record<string, unknown>>;
  /** The `_id` of the record that decides for all documents of one batch. */
  readonly batch?: string;
}

/** A new intention that holds for so many milliseconds. */
export const intend = (
  kind: Intention['kind'],
  { holdMs, ...more }: Pick<Intention, 'next' | 'batch'> & { readonly holdMs: number },
): Intention => ({ kind, token: randomUUID(), until: new Date(Date.now() + holdMs), ...more });

export const isExpired = ({ until }: Intention): boolean => until.getTime() <= Date.now();

/** Documents that are there: those that are only arriving are not. */
export const thereFilter = { '_intent.kind': { $ne: 'arriving' } } as const;
/** Documents with an intention; the index on the token answers it. */
export const pendingFilter = { '_intent.token': { $gt: '' } } as const;

/** The index that finds intentions; documents without one are not in it. */
export const intentionIndex = { fields: ['_intent.token'], unique: false, sparse: true } as const;
