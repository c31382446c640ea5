import { anonymous, root, rootName, serviceCaller, type Caller } from './caller.ts';
import { parseCredentials } from './credentials.ts';
import { createCredentialsCache, type PasswordCredentials } from './credentials-cache.ts';
import { isServiceToken, type ServiceIdentity } from './service-identity.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';
import type { TokenVerification } from './tokens.ts';
import { isSameSecret } from '../util/is-same-secret.ts';
import { opaqueString, usernameKey } from '../util/precis.ts';

/** The `Authorization` header for requests to other services; `unavailable` if no token could be obtained for it. */
export type ForwardedAuthorization =
  { readonly kind: 'available'; readonly authorization: string | undefined } | { readonly kind: 'unavailable' };

/** The outcome of authenticating a request; a request without credentials is accepted as the anonymous caller. */
export type AuthenticationResult =
  | {
      readonly kind: 'accepted';
      readonly caller: Caller;
      /** Returns what requests to other services carry on the caller's behalf. It is never a password. */
      readonly forwardedAuthorization: () => Promise<ForwardedAuthorization>;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      /** Whether a Bearer token was rejected. */
      readonly isToken: boolean;
    }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable' };

/** A successful check of a username and a password. */
export interface SignInSuccess {
  readonly kind: 'succeeded';
  readonly caller: Caller;
  /** The token that replaces the password in requests to other services; absent where this service did not get one. */
  readonly token?: string;
  /** Milliseconds for which the result may be cached; absent forbids it. */
  readonly cacheableMs?: number;
  /** Changes with every change of the password; absent where the password is not stored in this service. */
  readonly passwordVersion?: string;
}

/** The outcome of checking a username and a password. */
export type SignInResult =
  | SignInSuccess
  | { readonly kind: 'rejected' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unavailable' };

/** Checks a username and a password that were sent from a network address. */
export type SignIn = (credentials: PasswordCredentials, address: string) => Promise<SignInResult>;

export interface AuthenticatorSettings {
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
  readonly rootPassword: string;
  /** Checks the password of an account. */
  readonly signIn: SignIn;
  /** Verifies the Bearer token of an account. */
  readonly verify: (token: string) => Promise<TokenVerification>;
  readonly serviceIdentity: ServiceIdentity;
  /** Counts attempts to sign in as root, whose password every service checks by itself. */
  readonly throttle: SignInThrottle;
  /**
   * Issues a token for a caller whose password this service has checked; only in the accounts service. Elsewhere
   * `signIn` exchanges a password for a token, that of root too, when a request to another service needs one.
   */
  readonly issueToken?: (success: SignInSuccess) => Promise<string>;
}

export interface Authenticator {
  /** Authenticates a request by its `Authorization` header. */
  readonly authenticate: (authorization: string | undefined, address: string) => Promise<AuthenticationResult>;
  /** Checks a username and a password, of root or of an account. */
  readonly signIn: SignIn;
}

/** Longest username or password in characters; a longer one is rejected before it is hashed. */
const maxCredentialLength = 1000;

/** Whether a username and a password are short enough to be checked. */
export const isCheckable = ({ username, password }: PasswordCredentials): boolean =>
  username.length <= maxCredentialLength && password.length <= maxCredentialLength;

/** Forwards no credentials. */
export const nothingForwarded = (): Promise<ForwardedAuthorization> =>
  Promise.resolve({ kind: 'available', authorization: undefined });

/**
 * Creates the authenticator of a service. Successful sign-ins are cached under a keyed hash of the credentials, until
 * the token that replaces them expires. Concurrent checks of the same credentials share one check.
 */
export function createAuthenticator(settings: AuthenticatorSettings): Authenticator {
  const cached = createCredentialsCache<SignInResult>((result) =>
    result.kind === 'succeeded' ? result.cacheableMs : undefined,
  );
  const signInAsRoot = withThrottle(settings.throttle, ({ password }) => checkRoot(password, settings));
  const exchange: SignIn = (credentials, address) => cached(credentials, () => settings.signIn(credentials, address));

  const signIn: SignIn = async (credentials, address) => {
    if (!isCheckable(credentials)) return { kind: 'rejected' };
    return credentials.username === rootName ? signInAsRoot(credentials, address) : exchange(credentials, address);
  };

  async function authenticateBasic(credentials: PasswordCredentials, address: string): Promise<AuthenticationResult> {
    const result = await signIn(credentials, address);
    if (result.kind === 'rejected')
      return { kind: 'rejected', reason: 'the username or the password is wrong', isToken: false };
    if (result.kind !== 'succeeded') return result;
    const forwardedAuthorization = async (): Promise<ForwardedAuthorization> => {
      const token =
        settings.issueToken === undefined
          ? tokenOf(await exchange(credentials, address))
          : await settings.issueToken(result);
      return token === undefined ? { kind: 'unavailable' } : { kind: 'available', authorization: `Bearer ${token}` };
    };
    return { kind: 'accepted', caller: result.caller, forwardedAuthorization };
  }

  return {
    signIn,
    authenticate: async (authorization, address) => {
      const credentials = parseCredentials(authorization);
      switch (credentials.scheme) {
        case 'none':
          return { kind: 'accepted', caller: anonymous, forwardedAuthorization: nothingForwarded };
        case 'malformed':
          return { kind: 'rejected', reason: credentials.reason, isToken: false };
        case 'bearer':
          return authenticateToken(credentials.token, settings);
        case 'basic':
          return settings.basic
            ? authenticateBasic(credentials, address)
            : { kind: 'rejected', reason: basicDisabled, isToken: false };
      }
    },
  };
}

/** What is wrong with Basic credentials where HTTP Basic authentication is not accepted. */
export const basicDisabled = 'HTTP Basic authentication is disabled; send a Bearer token from the `token` link';

const tokenOf = (result: SignInResult): string | undefined => (result.kind === 'succeeded' ? result.token : undefined);

function checkRoot(password: string, { rootPassword }: AuthenticatorSettings): SignInResult {
  return isSameSecret(opaqueString(password), opaqueString(rootPassword))
    ? { kind: 'succeeded', caller: root }
    : { kind: 'rejected' };
}

async function authenticateToken(
  token: string,
  { serviceIdentity, verify }: AuthenticatorSettings,
): Promise<AuthenticationResult> {
  if (isServiceToken(token)) {
    const service = await serviceIdentity.verify(token, 'internal');
    if (service === undefined)
      return {
        kind: 'rejected',
        reason: 'the service token is invalid, has expired, or is for another service or purpose',
        isToken: true,
      };
    return { kind: 'accepted', caller: serviceCaller(service), forwardedAuthorization: nothingForwarded };
  }
  const verified = await verify(token);
  if (verified.kind === 'valid') {
    const forwarded = { kind: 'available', authorization: `Bearer ${token}` } as const;
    return { kind: 'accepted', caller: verified.caller, forwardedAuthorization: () => Promise.resolve(forwarded) };
  }
  return verified.kind === 'invalid' ? { ...verified, kind: 'rejected', isToken: true } : verified;
}

/** Throttles a password check: failed attempts count against the account and the address. */
export const withThrottle =
  (
    throttle: SignInThrottle,
    check: (credentials: PasswordCredentials) => SignInResult | Promise<SignInResult>,
  ): SignIn =>
  async (credentials, address) => {
    const admission = throttle.admit({ username: usernameKey(credentials.username), address });
    if (admission.kind === 'throttled') return admission;
    const checked = check(credentials);
    // A check that needs no waiting is reported at once, so that concurrent attempts are not counted meanwhile.
    const result = checked instanceof Promise ? await checked : checked;
    if (result.kind === 'succeeded') admission.succeeded();
    else if (result.kind !== 'rejected') admission.revoked();
    return result;
  };
