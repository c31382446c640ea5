import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const sensible = /^[\w.:/+=-]{1,128}$/;

/** The id that came with a request in `x-request-id` if it is a sensible one, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sensible.test(given) ? given : randomUUID();
}
