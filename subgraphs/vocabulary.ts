import { defineProblem } from '../kit/resource/problems.ts';

/** Problems that more than one service speaks of. */
export const eventFull = defineProblem({
  name: 'EventFull',
  status: 409,
  title: 'The event is full',
  description: 'Every seat of the venue is taken. A seat opens when somebody cancels, or when the venue grows.',
  extensions: { capacity: { kind: 'integer' } },
});

/** Roles of accounts, besides `admin`, which is root's. */
export const accountRoles = ['member', 'manager', 'hr'] as const;
