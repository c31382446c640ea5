import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { wireErrors } from '../wire-errors.ts';
import type { Log } from '../../util/log.ts';
import { sendErrorResponse, type ErrorResponse } from './error-response.ts';

/** What the body parser throws: a status that is the client's fault, and a word for what is wrong if it has one. */
const bodyError = z.object({
  status: z.number().min(400).max(499),
  type: z.string().optional(),
  limit: z.number().optional(),
});

/** The one place where what is thrown on the way to the graph becomes an answer; it tells nothing of the inside. */
export function graphqlErrorHandler(log: Log): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const known = bodyError.safeParse(error);
    if (known.success) return sendErrorResponse(response, refusalOf(known.data));
    log.error({ err: error, requestId: String(response.locals['requestId']) }, 'an unexpected error');
    const { status, message } = wireErrors.INTERNAL_SERVER_ERROR;
    sendErrorResponse(response, { status, code: 'INTERNAL_SERVER_ERROR', message });
  };
}

function refusalOf({ status, type = '', limit }: z.infer<typeof bodyError>): ErrorResponse {
  if (status === 413) return { status, code: 'TOO_COSTLY', message: `A body has at most ${limit} bytes here.` };
  const message = type.endsWith('unsupported')
    ? 'The body comes in a charset or an encoding that is not taken here: send UTF-8.'
    : 'The body is not JSON that can be read.';
  return { status, code: 'BAD_USER_INPUT', message };
}
