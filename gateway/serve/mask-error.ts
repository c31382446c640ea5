import {
  toWireError,
  wireErrors,
  type RawError,
  type WireError,
  type WireErrorCode,
} from '../../kit/graphql/wire-errors.ts';

/** Reduces an error to what a client may see: a listed code, the name of the failed service, and no internals. */
export function maskError(error: RawError, thrown?: unknown): WireError {
  const masked = toWireError(error, thrown);
  // A service that reports another one as unavailable names it.
  const service = masked.extensions.service ?? error.extensions?.['serviceName'];
  if (typeof service !== 'string') return masked;
  const definition = wireErrors[masked.extensions.code];
  const message =
    'message' in definition
      ? `${serviceFailures[masked.extensions.code] ?? definition.message}`.replace('{service}', service)
      : masked.message;
  return { ...masked, message, extensions: { ...masked.extensions, service } };
}

/** The messages that name the service. */
const serviceFailures: Partial<Record<WireErrorCode, string>> = {
  SERVICE_UNAVAILABLE: 'The service "{service}" is unavailable. Please try again later.',
};
