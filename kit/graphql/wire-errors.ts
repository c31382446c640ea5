import { GraphQLError } from 'graphql';

/**
 * The one list of codes that stand in `errors[].extensions.code` of a GraphQL answer. What a client must expect
 * (full, overlapping, stale) is no error but a member of a mutation's result union.
 */
export const wireErrors = {
  BAD_USER_INPUT: {
    meaning: 'The request, or a variable in it, is not what was asked for; the same request will fail again.',
    status: 400,
  },
  GRAPHQL_PARSE_FAILED: { meaning: 'The document is not GraphQL; the message says where.', status: 400 },
  GRAPHQL_VALIDATION_FAILED: { meaning: 'The document asks for something that the schema does not have.', status: 400 },
  UNAUTHENTICATED: { meaning: 'This needs credentials, and there were none or wrong ones.', status: 401 },
  FORBIDDEN: { meaning: 'The caller is known, and may not do this.', status: 403 },
  CONFLICT: { meaning: 'The same request is still being worked on; repeat it in a moment.', status: 409 },
  TOO_MANY_REQUESTS: {
    meaning: 'There were too many requests, or attempts to sign in; wait as long as `Retry-After` says.',
    status: 429,
  },
  SERVICE_UNAVAILABLE: {
    meaning: 'The part of the system that is to answer is away at the moment; try again later.',
    status: 503,
    message: 'This part of the system cannot answer at the moment. Please try again later.',
  },
  TOO_COSTLY: {
    meaning: 'The request is larger, deeper or more expensive than one may be; ask for less.',
    status: 400,
  },
  INTERNAL_SERVER_ERROR: {
    meaning: 'Something failed that nobody expected; the request id finds it in the log.',
    status: 500,
    message: 'Something went wrong on our side.',
  },
} as const satisfies Record<string, WireErrorEntry>;

interface WireErrorEntry {
  /** For whoever reads the documentation. */
  readonly meaning: string;
  /** The HTTP status of an answer that holds this error and nothing else, where no GraphQL rule says otherwise. */
  readonly status: number;
  /** Where it is given, a client sees this and never the message of the error itself, which may tell of the inside. */
  readonly message?: string;
}

export type WireErrorCode = keyof typeof wireErrors;

export const wireErrorCodes = Object.keys(wireErrors) as readonly WireErrorCode[];

export function isWireErrorCode(code: unknown): code is WireErrorCode {
  return typeof code === 'string' && Object.hasOwn(wireErrors, code);
}

/** One entry of `errors`, as a client sees it. */
export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: {
    readonly code: WireErrorCode;
    /** Which service failed, where a gateway asked one. */
    readonly service?: string;
    /** What the log calls this request. */
    readonly requestId?: string;
  };
}

/** An error with the shape of the specification and unknown extensions: what graphql-js and other services give. */
export interface RawError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly locations?: readonly { readonly line: number; readonly column: number }[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** What Apollo's own codes are on the list. */
const translated: Readonly<Record<string, WireErrorCode>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
};

/**
 * What a client may see of an error: its place, a code of the list, a message. A code that is not on the list is an
 * internal error, whose message stays inside; so do all extensions but the code. `thrown` is what it was made of.
 */
export function toWireError(error: RawError, thrown?: unknown): WireError {
  if (isOverLimit(thrown)) return withCode(error, 'TOO_COSTLY');
  const code = error.extensions?.['code'];
  // graphql-js tells of its limits in words alone: on tokens, and on fields of one name that it compares with each other.
  if (code === 'GRAPHQL_PARSE_FAILED' && error.message.includes('tokens. Parsing aborted'))
    return withCode(error, 'TOO_COSTLY');
  if (code === 'GRAPHQL_VALIDATION_FAILED' && error.message === 'Validation aborted.')
    return withCode({ ...error, message: 'The document has too many fields of the same name.' }, 'TOO_COSTLY');
  if (isWireErrorCode(code)) return withCode(error, code);
  return withCode(error, (typeof code === 'string' ? translated[code] : undefined) ?? 'INTERNAL_SERVER_ERROR');
}

/** Whether a rule said so while validating: Apollo gives all that such rules find one code. */
const isOverLimit = (thrown: unknown): boolean =>
  thrown instanceof GraphQLError &&
  thrown.originalError instanceof GraphQLError &&
  thrown.originalError.extensions['code'] === 'TOO_COSTLY';

/** The same with a code that the caller has decided on. */
export function withCode(error: RawError, code: WireErrorCode): WireError {
  const entry: WireErrorEntry = wireErrors[code];
  return {
    message: entry.message ?? error.message,
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
    extensions: { code },
  };
}

/**
 * Whether an answer is nothing but "sign in first": every error says so, and no field has a value that an error does
 * not explain. Such an answer is HTTP 401 with a challenge.
 */
export function asksForCredentials(answer: {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly RawError[] | undefined;
}): boolean {
  const errors = answer.errors ?? [];
  if (errors.length === 0 || errors.some((error) => error.extensions?.['code'] !== 'UNAUTHENTICATED')) return false;
  const explained = new Set(errors.map((error) => error.path?.[0]));
  const explains = (field: string): boolean => explained.has(undefined) || explained.has(field);
  return Object.entries(answer.data ?? {}).every(([field, value]) => value === null && explains(field));
}
