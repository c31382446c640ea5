import {
  toWireError,
  wireErrors,
  type RawError,
  type WireError,
  type WireErrorCode,
} from '../../kit/graphql/wire-errors.ts';

/** What a client may see of an error: a code of the list, which service failed, and nothing of the inside. */
export function maskError(error: RawError, thrown?: unknown): WireError {
  const masked = toWireError(error, thrown);
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
