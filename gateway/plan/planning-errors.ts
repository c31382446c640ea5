import { GraphQLError } from 'graphql';
import { tooCostly } from '../../kit/graphql/limits/rules.ts';
import type { WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import type { PlanResult } from './planning-process.ts';

/** The `SERVICE_UNAVAILABLE` error of an operation that cannot be planned now. */
export class PlanningUnavailableError extends GraphQLError {
  /** The seconds after which the client may try again. */
  readonly retryAfter = 2;

  constructor(reason: string) {
    const code: WireErrorCode = 'SERVICE_UNAVAILABLE';
    super(`The operation cannot be planned: ${reason}.`, { extensions: { code, http: { status: 503 } } });
  }
}

/** Returns the error of an operation that could not be planned. */
export function planningError(result: Exclude<PlanResult, { readonly kind: 'planned' }>): GraphQLError {
  switch (result.kind) {
    case 'limited':
      return tooCostly(`The operation cannot be planned: ${result.reason}. Send several requests.`);
    case 'ended':
      return new PlanningUnavailableError(result.reason);
    case 'failed':
      return plannerError(result);
  }
}

/** Returns the error that the planner threw, as it would be without a process. */
function plannerError({ message, code, stack }: Extract<PlanResult, { readonly kind: 'failed' }>): GraphQLError {
  const originalError = new Error(message);
  if (stack !== undefined) originalError.stack = stack;
  return new GraphQLError(message, { originalError, ...(code !== undefined && { extensions: { code } }) });
}
