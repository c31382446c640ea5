import {
  toWireError,
  withCode,
  wireErrors,
  type RawError,
  type WireError,
  type WireErrorCode,
} from '../../kit/graphql/wire-errors.ts';

/** What Apollo's own codes are on the list of the house. */
const translated: Readonly<Record<string, WireErrorCode>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
};

/** What a client may see of an error: a code of the list, which service failed, and nothing of the inside. */
export function maskError(error: RawError): WireError {
  const masked = coded(error);
  const service = error.extensions?.['serviceName'];
  if (typeof service !== 'string') return masked;
  const known = wireErrors[masked.extensions.code];
  const message =
    'message' in known
      ? `${serviceFailures[masked.extensions.code] ?? known.message}`.replace('{service}', service)
      : masked.message;
  return { ...masked, message, extensions: { ...masked.extensions, service } };
}

/** Where it helps to know which service it was. */
const serviceFailures: Partial<Record<WireErrorCode, string>> = {
  SERVICE_UNAVAILABLE: 'The service "{service}" cannot answer at the moment. Please try again later.',
};

function coded(error: RawError): WireError {
  const code = error.extensions?.['code'];
  if (code === 'GRAPHQL_PARSE_FAILED' && isTooLong(error)) return withCode(error, 'TOO_COSTLY');
  const house = typeof code === 'string' ? translated[code] : undefined;
  return house ? withCode(error, house) : toWireError(error);
}

/** graphql-js tells of its limit on tokens in words alone. */
function isTooLong({ message }: RawError): boolean {
  return message.includes('tokens. Parsing aborted');
}
