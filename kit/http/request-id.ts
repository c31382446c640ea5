import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const validId = /^[\w.:/+=-]{1,128}$/;

/** Returns the value of `x-request-id` if it is 1 to 128 safe characters, else a new UUID. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const requestId = headers['x-request-id'];
  return typeof requestId === 'string' && validId.test(requestId) ? requestId : randomUUID();
}
