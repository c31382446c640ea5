import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Log } from '../../kit/util/log.ts';
import { limitErrors } from '../serve/limit-errors.ts';
import { maskError } from '../serve/mask-error.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { report } from '../serve/response-plugin.ts';

interface ResultContext extends Pick<GatewayRequestContext, 'requestId'> {
  /** The most errors of a result. */
  readonly maxErrors: number;
}

/** A result as clients get it: its errors are masked, and have the ID of the request. */
export interface FormattedResult {
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data?: ExecutionResult['data'];
}

/** Returns a part of a stream as the client gets it, and logs the errors that nobody expects. */
export function formatResult({ data, errors }: ExecutionResult, context: ResultContext, log: Log): FormattedResult {
  const formatted = errors && { errors: formatErrors(errors, context, log) };
  return { ...formatted, ...(data !== undefined && { data }) };
}

/** Returns errors as clients get them, and logs those that nobody expects. */
export function formatErrors(
  errors: readonly GraphQLError[],
  context: ResultContext,
  log: Log,
): readonly GraphQLFormattedError[] {
  report(errors, context, log);
  const { requestId, maxErrors } = context;
  const masked = errors.map((error) => {
    const { extensions, ...rest } = maskError(error, error);
    return { ...rest, extensions: { ...extensions, requestId } };
  });
  return limitErrors(masked, maxErrors);
}
