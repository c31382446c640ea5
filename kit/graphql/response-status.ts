import { isWireErrorCode, wireErrors, type RawError, type WireErrorCode } from './wire-errors.ts';

/** A GraphQL response, as far as its HTTP status depends on it. */
export interface StatusSource {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly RawError[] | undefined;
}

/** The codes that say what to do about a response as a whole: sign in, or wait. */
const causes = ['UNAUTHENTICATED', 'TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE'] as const satisfies WireErrorCode[];

/**
 * Returns the code for which nothing could be answered: every error has it, and every field of `data` is null because of
 * one of them. Undefined for a response that has any value, another error, or errors of several codes.
 */
export function soleCause({ data, errors = [] }: StatusSource): (typeof causes)[number] | undefined {
  const codes = new Set(errors.map(({ extensions }) => extensions?.['code']));
  const cause = causes.find((code) => codes.size === 1 && codes.has(code));
  if (cause === undefined) return undefined;
  const explained = new Set(errors.map((error) => error.path?.[0]));
  const explains = (field: string): boolean => explained.has(undefined) || explained.has(field);
  const isUnanswered = Object.entries(data ?? {}).every(([field, value]) => value === null && explains(field));
  return isUnanswered ? cause : undefined;
}

/**
 * The statuses of errors, the most telling one first: what the server cannot do comes before what the client can, in the
 * order in which it has to: sign in, ask for permission, wait, correct the request.
 */
const byImportance = [500, 503, 401, 403, 429, 409, 404, 400] as const;

/** Returns the HTTP status that tells most about errors of several codes; 500 if none is known. */
export function mostTellingStatus(errors: readonly RawError[]): number {
  const statuses = new Set(errors.map(({ extensions }) => statusOfCode(extensions?.['code'])));
  return byImportance.find((status) => statuses.has(status)) ?? 500;
}

const statusOfCode = (code: unknown): number | undefined =>
  isWireErrorCode(code) ? wireErrors[code].status : undefined;

/**
 * Returns the HTTP status of a response with errors; undefined if it is 200, or that of the error that prevented the
 * execution. A response that has no data but errors of its fields is 200 as `application/json`, whose older clients read
 * no other response (GraphQL over HTTP, "Status Codes").
 *
 * @param type the media type of the response
 */
export function statusOfResponse(response: StatusSource, type: string | undefined): number | undefined {
  const cause = soleCause(response);
  if (cause !== undefined) return wireErrors[cause].status;
  const isNull = response.data === null && response.errors !== undefined;
  return isNull && type === 'application/graphql-response+json' ? mostTellingStatus(response.errors) : undefined;
}
