import type { Response } from 'express';
import { choiceOf } from '../../http/content-negotiation.ts';
import type { WireErrorCode } from '../wire-errors.ts';

/** A request that is answered before any graph is asked. */
export interface Refusal {
  readonly status: number;
  readonly code: WireErrorCode;
  /** What is wrong with the request, and what to send instead. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The media types of answers. */
export const answerTypes = ['application/json', 'application/graphql-response+json'] as const;

/** The media type of an answer: what the client prefers of the two, or none if it takes neither. */
export const acceptedType = choiceOf(answerTypes);

/** Answers with one GraphQL error and no data. */
export function refuse(res: Response, { status, code, message, headers }: Refusal): void {
  const type = acceptedType(res.req.headers.accept) ?? 'application/json';
  const requestId = String(res.locals['requestId']);
  res.status(status).set({ 'cache-control': 'no-store', ...headers, 'content-type': `${type}; charset=utf-8` });
  res.send(JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }));
}
