import type { GraphQLRequestContext } from '@apollo/server';
import type { Response } from 'express';
import { asksForCredentials } from './wire-errors.ts';

/** Values that are added to the errors of a response. */
export interface ErrorDetails {
  readonly requestId: string;
  /** Sets the `WWW-Authenticate` of a 401. Apollo's headers cannot have several lines of one name, as it needs. */
  readonly challenge: () => void;
}

/** Adds the request ID to the errors of a response. A response that only asks for credentials becomes a 401. */
export function completeErrors(
  { body, http }: GraphQLRequestContext<object>['response'],
  { requestId, challenge }: ErrorDetails,
): void {
  if (body?.kind !== 'single') return;
  const result = body.singleResult;
  if (result.errors === undefined) return;
  result.errors = result.errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
  if (!asksForCredentials({ data: result.data, errors: result.errors })) return;
  http.status = 401;
  challenge();
}

/** Returns a function that sets the header lines of `WWW-Authenticate` on a response. */
export const challengeSetter =
  (response: Response) =>
  (challenges: readonly string[]): void =>
    void response.set('WWW-Authenticate', [...challenges]);
