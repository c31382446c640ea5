import type { ExecutionResult, GraphQLError } from 'graphql';
import type { WireError } from '../../kit/graphql/wire-errors.ts';
import type { Log } from '../../kit/util/log.ts';
import { maskError } from '../serve/mask-error.ts';
import type { GatewayRequestContext } from '../serve/request-context.ts';
import { report } from '../serve/response-plugin.ts';

type ResultContext = Pick<GatewayRequestContext, 'requestId'>;

/** A result as clients get it: its errors are masked, and have the ID of the request. */
export interface FormattedResult {
  readonly errors?: readonly WireError[];
  readonly data?: ExecutionResult['data'];
}

/** Returns a part of a stream as the client gets it, and logs the errors that nobody expects. */
export function formatResult(
  { data, errors }: ExecutionResult,
  { requestId }: ResultContext,
  log: Log,
): FormattedResult {
  const formatted = errors && { errors: formatErrors(errors, { requestId }, log) };
  return { ...formatted, ...(data !== undefined && { data }) };
}

/** Returns errors as clients get them, and logs those that nobody expects. */
export function formatErrors(errors: readonly GraphQLError[], context: ResultContext, log: Log): readonly WireError[] {
  report(errors, context, log);
  return errors.map((error) => {
    const { extensions, ...masked } = maskError(error, error);
    return { ...masked, extensions: { ...extensions, requestId: context.requestId } };
  });
}
