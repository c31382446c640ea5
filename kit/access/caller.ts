/** Who is asking, once their credentials have been checked. */
export interface Caller {
  readonly signedIn: boolean;
  /** The `_id` of their account; the administrator and anonymous callers have none. */
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly role: string | undefined;
  /** The name of the service, where a service asks in its own name; policies give it nothing. */
  readonly service?: string;
}

export const anonymous: Caller = Object.freeze({
  signedIn: false,
  id: undefined,
  username: undefined,
  role: undefined,
});

/** A service that asks in its own name. */
export const serviceCaller = (name: string): Caller => ({ ...anonymous, service: name });

/** Whom rate limits count a caller's requests against: undefined where it is their address. */
export const countedAs = ({ id, username }: Caller): string | undefined => id ?? username;

/** Whether rate limits count a caller's requests: services send as many as they need. */
export const isCounted = ({ service }: Caller): boolean => service === undefined;

/** The role of `root`, who has no account. */
export const adminRole = 'admin';
export const rootName = 'root';
/** What everybody knows: it is refused in production. */
export const defaultRootPassword = 'password';

export const root: Caller = Object.freeze({ signedIn: true, id: undefined, username: rootName, role: adminRole });
