/** The authenticated identity behind a request. */
export interface Caller {
  readonly signedIn: boolean;
  /** The `_id` of the caller's account; undefined for the administrator and for anonymous callers. */
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly role: string | undefined;
  /** The name of a service that acts in its own name. Policies grant it nothing. */
  readonly service?: string;
}

export const anonymous: Caller = Object.freeze({
  signedIn: false,
  id: undefined,
  username: undefined,
  role: undefined,
});

/** Creates the caller for a service that acts in its own name. */
export const serviceCaller = (name: string): Caller => ({ ...anonymous, service: name });

/** Returns the key of a caller's rate limit; undefined if the network address is the key. */
export const rateLimitKey = ({ id, username }: Caller): string | undefined => id ?? username;

/** Whether rate limits apply to a caller; services are exempt. */
export const isRateLimited = ({ service }: Caller): boolean => service === undefined;

/** The resource whose documents sign in. `Caller.id` is the `_id` of one. */
export const accountResource = 'account';

/** The role of `root`, the administrator, who has no account. */
export const adminRole = 'admin';
export const rootName = 'root';
/** The default password of `root`. It is public, so it is rejected in production. */
export const defaultRootPassword = 'password';

export const root: Caller = Object.freeze({ signedIn: true, id: undefined, username: rootName, role: adminRole });
