import type { RoleName } from '../../support/roles.ts';

/**
 * The outcome of an operation, in terms that both faces share: `done`; `unchanged` if an action had nothing to do;
 * `nothing` if a read finds nothing; otherwise the name of the problem type, such as `NotAllowed`.
 */
export type ParityOutcome = 'done' | 'unchanged' | 'nothing' | 'Unauthenticated' | 'NotFound' | (string & {});
export type OutcomesByRole = Readonly<Record<RoleName, ParityOutcome>>;

/** Expects the same outcome for every role, and `Unauthenticated` without credentials. */
export const sameForAll = (ending: ParityOutcome): OutcomesByRole => ({
  anonymous: 'Unauthenticated',
  member: ending,
  manager: ending,
  hr: ending,
  admin: ending,
});

/** Expects `NotAllowed`, or the outcome `others`, for all roles that `allowed` does not contain. */
export const deniedExcept = (
  allowed: Partial<OutcomesByRole>,
  others: ParityOutcome = 'NotAllowed',
): OutcomesByRole => ({
  ...sameForAll(others),
  ...allowed,
});
