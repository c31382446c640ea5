/** The members of a document that date its current version. */
export interface Modified {
  readonly _updated: Date;
  /** When the version counts as modified in HTTP, where that differs from `_updated`. */
  readonly _modified?: Date;
}

/**
 * Returns when a version counts as modified in HTTP (RFC 9110 §8.8.2), where dates have whole seconds. It may be later
 * than now, by a second for each further change within one.
 */
export const lastModifiedOf = ({ _updated, _modified }: Modified): Date => _modified ?? _updated;

const secondOf = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Dates a change of a version now. No two versions of a document count as modified in the same second. */
export function modifiedNow(previous: Modified): Required<Modified> {
  const now = new Date();
  const nextSecond = new Date((secondOf(lastModifiedOf(previous)) + 1) * 1000);
  return { _updated: now, _modified: secondOf(now) < secondOf(nextSecond) ? nextSecond : now };
}
