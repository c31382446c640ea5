import type { RawError, WireErrorCode } from '../../../kit/graphql/wire-errors.ts';

/** The GraphQL response of a service, whose data have the shape that was requested. */
export interface SubgraphResponse {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly RawError[];
  /** Apollo's encoded trace, if one was requested. */
  readonly extensions?: { readonly ftv1: string };
}

export type FailureCause = 'connection' | 'service' | 'spared';

/** The GraphQL response of a service, or the reason why there is none. */
export type SubgraphResult = SubgraphAnswer & {
  /** The seconds after which the service can be asked again, as it says. */
  readonly retryAfter?: number | undefined;
  /** Returns the same with data of its own. */
  readonly copy?: () => SubgraphAnswer;
};

type SubgraphAnswer =
  | { readonly kind: 'response'; readonly response: SubgraphResponse }
  | {
      readonly kind: 'failure';
      readonly code: WireErrorCode;
      readonly reason: string;
      /**
       * `connection`: no response was received, another attempt can succeed. `service`: the service fails, or is too
       * slow. `spared`: the request was not sent. Undefined: the response has another reason.
       */
      readonly cause?: FailureCause;
    };

/** Returns the result of a request without a response. The reason is not for clients. */
export function failure(code: WireErrorCode, reason: string, cause?: FailureCause): SubgraphResult {
  return { kind: 'failure', code, reason, ...(cause && { cause }) };
}
