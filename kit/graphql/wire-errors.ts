import { GraphQLError } from 'graphql';

/**
 * The codes in `errors[].extensions.code` of GraphQL responses. Expected outcomes (full, overlapping, stale) are not
 * errors but members of a mutation's result union.
 */
export const wireErrors = {
  BAD_USER_INPUT: {
    meaning: 'The request or one of its variables is invalid; correct it before you retry.',
    status: 400,
  },
  GRAPHQL_PARSE_FAILED: { meaning: 'The document has a syntax error; the message names the position.', status: 400 },
  GRAPHQL_VALIDATION_FAILED: {
    meaning: 'The document does not match the schema, for example it selects an unknown field.',
    status: 400,
  },
  UNAUTHENTICATED: { meaning: 'The request needs valid credentials; they are missing or wrong.', status: 401 },
  FORBIDDEN: { meaning: 'The caller is authenticated but not allowed to do this.', status: 403 },
  CONFLICT: { meaning: 'The same request is still being processed; retry in a moment.', status: 409 },
  TOO_MANY_REQUESTS: {
    meaning: 'Too many requests or sign-in attempts; wait for the number of seconds in `Retry-After`.',
    status: 429,
  },
  SERVICE_UNAVAILABLE: {
    meaning: 'A service that the request needs is unavailable; retry later.',
    status: 503,
    message: 'The service is temporarily unavailable. Please try again later.',
  },
  TOO_COSTLY: {
    meaning: 'The request exceeds a limit on size, depth or cost; request less data.',
    status: 400,
  },
  PERSISTED_QUERY_NOT_FOUND: {
    meaning: 'No document of this hash or identifier is known; send its text with it.',
    status: 404,
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    meaning: 'Documents cannot be sent as hashes or identifiers here; send their texts.',
    status: 400,
  },
  PERSISTED_QUERY_NOT_IN_LIST: {
    meaning: 'Only the documents that the operator lists are executed, and this one is not listed.',
    status: 403,
  },
  SUBSCRIPTION_ENDED: {
    meaning: 'A subscription has ended before its time; subscribe again, and read anew what may have changed.',
    status: 503,
  },
  INTERNAL_SERVER_ERROR: {
    meaning: 'An unexpected error occurred; the log has it under the request ID.',
    status: 500,
    message: 'Something went wrong on our side.',
  },
} as const satisfies Record<string, WireErrorEntry>;

interface WireErrorEntry {
  /** The description for the schema and `docs/graphql.md`. */
  readonly meaning: string;
  /** The HTTP status of a response with this error and no data, unless GraphQL over HTTP defines another. */
  readonly status: number;
  /** Replaces the error's own message, which may reveal internals. */
  readonly message?: string;
}

export type WireErrorCode = keyof typeof wireErrors;

export const wireErrorCodes = Object.keys(wireErrors) as readonly WireErrorCode[];

export function isWireErrorCode(code: unknown): code is WireErrorCode {
  return typeof code === 'string' && Object.hasOwn(wireErrors, code);
}

/** An entry of `errors` as sent to clients. */
export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: {
    readonly code: WireErrorCode;
    /** The name of the service that failed, if it is another one than that of the response. */
    readonly service?: string;
    /** The seconds after which this caller is to come again. Others may be told another time. */
    readonly retryAfter?: number;
    /** Identifies the request in the log. */
    readonly requestId?: string;
  };
}

/** An error as graphql-js and other services return it: the specified shape, with unknown extensions. */
export interface RawError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly locations?: readonly { readonly line: number; readonly column: number }[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Maps Apollo Server's own codes to the documented ones. */
const apolloCodes: Readonly<Record<string, WireErrorCode>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
};

/**
 * Returns the parts of an error that clients may see: its path and locations, a documented code, and a message. An error
 * with any other code becomes `INTERNAL_SERVER_ERROR`, without its message. All other extensions are removed.
 *
 * @param thrown the value from which the error was created
 */
export function toWireError(error: RawError, thrown?: unknown): WireError {
  if (exceedsLimit(thrown)) return withCode(error, 'TOO_COSTLY');
  if (rejectsArgument(thrown)) return withCode(error, 'BAD_USER_INPUT');
  const code = error.extensions?.['code'];
  // graphql-js reports its limits on tokens and on compared fields of the same name by their messages only.
  if (code === 'GRAPHQL_PARSE_FAILED' && error.message.includes('tokens. Parsing aborted'))
    return withCode(error, 'TOO_COSTLY');
  if (code === 'GRAPHQL_VALIDATION_FAILED' && error.message === 'Validation aborted.')
    return withCode({ ...error, message: 'The document has too many fields of the same name.' }, 'TOO_COSTLY');
  if (isWireErrorCode(code)) return withCode(error, code);
  return withCode(error, (typeof code === 'string' ? apolloCodes[code] : undefined) ?? 'INTERNAL_SERVER_ERROR');
}

/** Whether a validation rule threw `TOO_COSTLY`: Apollo Server gives all validation errors the same code. */
const exceedsLimit = (thrown: unknown): boolean =>
  thrown instanceof GraphQLError &&
  thrown.originalError instanceof GraphQLError &&
  thrown.originalError.extensions['code'] === 'TOO_COSTLY';

/**
 * Whether graphql-js rejected an argument during execution, which it reports without a code: the value of a nullable
 * variable is null where the schema has a default value but allows no null (GraphQL, October 2021, §5.8.5).
 */
const rejectsArgument = (thrown: unknown): boolean =>
  thrown instanceof GraphQLError &&
  thrown.originalError instanceof GraphQLError &&
  thrown.originalError.extensions['code'] === undefined &&
  thrown.message.startsWith('Argument "');

/** Returns the parts of an error that clients may see, with a given code. */
export function withCode(error: RawError, code: WireErrorCode): WireError {
  const entry: WireErrorEntry = wireErrors[code];
  return {
    message: entry.message ?? error.message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: {
      code,
      ...(code === 'SERVICE_UNAVAILABLE' && unavailableService(error)),
      ...((code === 'SERVICE_UNAVAILABLE' || code === 'TOO_MANY_REQUESTS') && returnTime(error)),
    },
  };
}

const serviceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Returns the name of the other service that is unavailable, if the error has it. */
function unavailableService({ extensions }: RawError): { readonly service?: string } {
  const service = extensions?.['service'];
  return typeof service === 'string' && serviceName.test(service) ? { service } : {};
}

/** Returns the seconds after which the caller is to come again, if the error has them. */
function returnTime({ extensions }: RawError): { readonly retryAfter?: number } {
  const retryAfter = extensions?.['retryAfter'];
  return typeof retryAfter === 'number' && Number.isSafeInteger(retryAfter) && retryAfter > 0 ? { retryAfter } : {};
}

/** Returns the longest time that errors tell their caller to stay away, in seconds. */
export function longestReturnTime(errors: readonly RawError[]): number | undefined {
  const times = errors.flatMap((error) => returnTime(error).retryAfter ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
