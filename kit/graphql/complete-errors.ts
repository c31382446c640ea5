import type { GraphQLRequestContext } from '@apollo/server';
import type { Response } from 'express';
import { statusOfResponse } from './response-status.ts';

/** Values that are added to the errors of a response. */
export interface ErrorDetails {
  readonly requestId: string;
  /** Sets the `WWW-Authenticate` of a 401. Apollo's headers cannot have several lines of one name, as it needs. */
  readonly challenge: () => void;
}

/** Adds the request ID to the errors of a response, and gives a response without an answer the status of its errors. */
export function completeErrors(
  { request, response: { body, http } }: Pick<GraphQLRequestContext<object>, 'request' | 'response'>,
  { requestId, challenge }: ErrorDetails,
): void {
  if (body?.kind !== 'single') return;
  const result = body.singleResult;
  if (result.errors === undefined) return;
  result.errors = result.errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
  // The endpoint sets `Accept` to the negotiated media type.
  const status = statusOfResponse(result, request.http?.headers.get('accept'));
  if (status !== undefined) http.status = status;
  if (http.status === 401) challenge();
}

/** Returns a function that sets the header lines of `WWW-Authenticate` on a response. */
export const challengeSetter =
  (response: Response) =>
  (challenges: readonly string[]): void =>
    void response.set('WWW-Authenticate', [...challenges]);
