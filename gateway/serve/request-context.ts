/** What the parts of one request share: the context of Apollo Server. */
export interface GatewayRequestContext {
  /** What logs and errors call this request; the services are told it too. */
  readonly requestId: string;
  /** The caller's credentials, handed on as they came. */
  readonly authorization?: string;
  /** The client's own key for its mutations, handed on as it came. */
  readonly idempotencyKey?: string;
  /** The client's address. */
  readonly address?: string;
  /** The challenge that a service sent with its 401, for the gateway's own. */
  challenge?: string;
}
