import type { Response } from 'express';
import { wireErrors, type WireErrorCode } from '../wire-errors.ts';
import { negotiateResponseType } from './negotiation.ts';

/** The response to a request that is rejected before execution. */
export interface ErrorResponse {
  /** By default the status of the code. */
  readonly status?: number;
  readonly code: WireErrorCode;
  /** Says what is wrong with the request, and what to send instead. */
  readonly message: string;
  /** Header name → value, or the values of several header lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** Sends one GraphQL error without data, as `application/json` if the client accepts neither response type. */
export function sendErrorResponse(
  res: Response,
  { code, status = wireErrors[code].status, message, headers }: ErrorResponse,
): void {
  const type = negotiateResponseType(res) ?? 'application/json';
  const requestId = String(res.locals['requestId']);
  res.status(status).set({ 'cache-control': 'no-store', ...headers, 'content-type': `${type}; charset=utf-8` });
  res.send(JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }));
}
