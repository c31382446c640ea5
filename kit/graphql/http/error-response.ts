import type { Response } from 'express';
import type { WireErrorCode } from '../wire-errors.ts';
import { negotiateResponseType } from './negotiation.ts';

/** A request that is answered before any graph is asked. */
export interface ErrorResponse {
  readonly status: number;
  readonly code: WireErrorCode;
  /** What is wrong with the request, and what to send instead. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with one GraphQL error and no data: in JSON where the client accepts no GraphQL response. */
export function sendErrorResponse(res: Response, { status, code, message, headers }: ErrorResponse): void {
  const type = negotiateResponseType(res) ?? 'application/json';
  const requestId = String(res.locals['requestId']);
  res.status(status).set({ 'cache-control': 'no-store', ...headers, 'content-type': `${type}; charset=utf-8` });
  res.send(JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }));
}
