/** The account that sends the requests of each role. All passwords are `password`. */
export const roles = {
  anonymous: undefined,
  member: 'phartman',
  manager: 'manderson',
  hr: 'hreagan',
  admin: 'root',
} as const;
export type RoleName = keyof typeof roles;
export const roleNames = Object.keys(roles) as RoleName[];

/**
 * How an operation ends, in terms that both faces share: `done`; `unchanged` when an action had nothing to do;
 * `nothing` when a read finds nothing; otherwise the name of the problem's type, such as `NotAllowed`.
 */
export type ParityOutcome = 'done' | 'unchanged' | 'nothing' | 'Unauthenticated' | 'NotFound' | (string & {});
export type OutcomesByRole = Readonly<Record<RoleName, ParityOutcome>>;

/** Ends the same for every account, and as `Unauthenticated` without one. */
export const sameForAll = (ending: ParityOutcome): OutcomesByRole => ({
  anonymous: 'Unauthenticated',
  member: ending,
  manager: ending,
  hr: ending,
  admin: ending,
});

/** Ends as given for some roles, and for the other accounts as `NotAllowed` or as `others` says. */
export const deniedExcept = (
  allowed: Partial<OutcomesByRole>,
  others: ParityOutcome = 'NotAllowed',
): OutcomesByRole => ({
  ...sameForAll(others),
  ...allowed,
});
