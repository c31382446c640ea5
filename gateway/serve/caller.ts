import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What the parts of one request share: the context of Apollo Server. */
export interface Caller {
  /** What logs and errors call this request; the services are told it too. */
  readonly requestId: string;
  /** The caller's credentials, handed on as they came. */
  readonly authorization?: string;
  /** The challenge that a service sent with its 401, for the gateway's own. */
  challenge?: string;
}

const sensible = /^[\w.:/+=-]{1,128}$/;

/** The id that came with a request in `x-request-id` if it is a sensible one, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sensible.test(given) ? given : randomUUID();
}
