import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { codeOf, messageOf } from '../util/system-error.ts';
import { StoreTimeoutError, StoreUnavailableError } from './port.ts';

/** MaxTimeMSExpired: the server gave up a read after `maxTimeMS`. */
const maxTimeExpired = 50;
/**
 * Error codes of a server that shuts down or loses its role as the primary: HostUnreachable, ShutdownInProgress,
 * PrimarySteppedDown, NotWritablePrimary, InterruptedAtShutdown, InterruptedDueToReplStateChange,
 * NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, WriteConcernFailed, ReadConcernMajorityNotAvailableYet.
 */
const unavailableCodes = new Set<unknown>([6, 91, 189, 10_107, 11_600, 11_602, 13_435, 13_436, 64, 134]);

function isUnavailable(error: MongoError): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  const { code } = error;
  // A bulk write that received no response from a server fails without a code.
  if (error instanceof MongoBulkWriteError && code === undefined) return true;
  return unavailableCodes.has(code) || error.hasErrorLabel('RetryableWriteError');
}

/**
 * Whether an error is of a socket itself. The driver passes on that of a connection which ends while it waits to send
 * the rest of a command.
 */
const isSocketError = (error: unknown): boolean => /^(E[A-Z]+|ERR_STREAM_\w+)$/.test(codeOf(error) ?? '');

/**
 * Runs an operation and translates the driver's connection errors.
 * @throws {StoreUnavailableError} if no server can execute the operation.
 */
export async function translateErrors<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof MongoServerError && error.code === maxTimeExpired)
      throw new StoreTimeoutError(error.message, { cause: error });
    if ((error instanceof MongoError && isUnavailable(error)) || isSocketError(error))
      throw new StoreUnavailableError(messageOf(error), { cause: error });
    throw error;
  }
}
