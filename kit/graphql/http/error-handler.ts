import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { bodyCodings, bodyErrors } from '../../http/json-text.ts';
import { unavailable } from '../../resource/common-problems.ts';
import { StoreUnavailableError } from '../../store/port.ts';
import { wireErrors } from '../wire-errors.ts';
import type { Log } from '../../util/log.ts';
import { requestType } from './validate-request.ts';
import { sendErrorResponse, type ErrorResponse } from './error-response.ts';

/** An error of the body parser: a 4xx status, and optionally the kind of error. */
const bodyParserError = z.object({
  status: z.number().min(400).max(499),
  type: z.string().optional(),
  limit: z.number().optional(),
});

/** Returns the handler that turns errors thrown before execution into responses, without revealing internals. */
export function graphqlErrorHandler(log: Log): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express identifies error handlers by their four parameters
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const parsed = bodyParserError.safeParse(error);
    if (parsed.success) return sendErrorResponse(response, toErrorResponse(parsed.data));
    if (error instanceof StoreUnavailableError) return sendErrorResponse(response, storeUnavailable);
    log.error({ err: error, requestId: String(response.locals['requestId']) }, 'unexpected error');
    const { message } = wireErrors.INTERNAL_SERVER_ERROR;
    sendErrorResponse(response, { code: 'INTERNAL_SERVER_ERROR', message });
  };
}

/** The store is away before execution, such as when a token is verified. */
const storeUnavailable: ErrorResponse = {
  code: 'SERVICE_UNAVAILABLE',
  message: wireErrors.SERVICE_UNAVAILABLE.message,
  headers: { 'retry-after': String(unavailable.retryAfter) },
};

function toErrorResponse({ status, type = '', limit }: z.infer<typeof bodyParserError>): ErrorResponse {
  if (status === 413)
    return { status, code: 'TOO_COSTLY', message: `Content Too Large: the request body exceeds ${limit} bytes.` };
  return { status, code: 'BAD_USER_INPUT', ...(responses[type] ?? { message: 'The request body is not valid JSON.' }) };
}

/** Type of a body parser's error → its message, and the headers that say what would do (RFC 9110 §15.5.16). */
const responses: Readonly<Record<string, Pick<ErrorResponse, 'message' | 'headers'>>> = {
  [bodyErrors.unsupportedCharset]: {
    message: 'The charset of the request body is not supported; send UTF-8.',
    headers: { accept: requestType },
  },
  [bodyErrors.unsupportedCoding]: {
    message: `The content coding of the request body is not supported; send it uncompressed, or with one of ${bodyCodings}.`,
    headers: { 'accept-encoding': bodyCodings },
  },
  [bodyErrors.notUtf8]: { message: 'The octets of the request body are not UTF-8.' },
};
