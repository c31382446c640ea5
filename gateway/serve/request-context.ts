import type { ExecutionResult } from 'graphql';
import type { CountMore } from '../../kit/graphql/http/rate-limit.ts';
import type { RequestObservation } from '../observe/request-observation.ts';
import type { StreamRequest } from '../stream/stream-request.ts';

/** Returns the `Authorization` header for the services as it is valid now. */
export type RenewAuthorization = () => Promise<string | undefined>;

/** The context value of one request in Apollo Server. */
export interface GatewayRequestContext {
  /** Identifies the request in logs, in errors and in the requests to the services. */
  readonly requestId: string;
  /** The `Authorization` header for the services: a Bearer token, never a password. */
  authorization?: string | undefined;
  /** Exchanges the client's password again; the result is undefined if it is not accepted now. Absent without a password. */
  readonly renewAuthorization?: RenewAuthorization | undefined;
  /** The `Idempotency-Key` header, forwarded unchanged. */
  readonly idempotencyKey?: string | undefined;
  /** The names of the mutations that have been sent to services so far, if there is an `Idempotency-Key`. */
  readonly sentMutations: string[];
  /** The client's address. */
  readonly address?: string | undefined;
  /** Aborted when the client has disconnected. */
  readonly signal?: AbortSignal | undefined;
  /** Notes what the request waits for; the executor and the planner call it. */
  readonly observation?: RequestObservation | undefined;
  /** The streams that the client accepts; undefined if it accepts none. */
  readonly stream?: StreamRequest | undefined;
  /** The result of the operation, if it was executed before Apollo Server has seen the request. */
  readonly executed?: ExecutionResult | undefined;
  /** The `WWW-Authenticate` challenges of a service's 401, which the gateway repeats. */
  challenges?: readonly string[];
  /** Keeps the document of the request, which the client has sent with its hash. */
  readonly keepDocument?: (() => void) | undefined;
  /** Counts further requests against the client's rate limit. */
  readonly countMore: CountMore;
  /** Sets the header lines of `WWW-Authenticate` on the response. */
  readonly setChallenges: (challenges: readonly string[]) => void;
  /** Sets `Retry-After` on the response, unless it is longer already. */
  readonly setRetryAfter: (seconds: number) => void;
}

/** What a request to a service belongs to. */
export interface ClientRequest {
  readonly context: GatewayRequestContext;
  /** Whether to ask the service for a trace, for usage reporting. */
  readonly trace: boolean;
}
