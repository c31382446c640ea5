import { adminRole, rootName } from '../access/caller.ts';
import { isCheckable } from '../access/authentication.ts';
import { parseCredentials } from '../access/credentials.ts';
import { isServiceToken, type ServiceIdentity } from '../access/service-identity.ts';
import type { TokenVerification } from '../access/tokens.ts';
import type { PasswordExchange } from './password-exchange.ts';

/** What operators are recognized by. */
export interface OperatorCheckParts {
  readonly identity: Pick<ServiceIdentity, 'verify'>;
  /** Verifies the Bearer token of an account, or of `root`. */
  readonly verify: (token: string) => Promise<TokenVerification>;
  /** Exchanges the password of `root` for a token. */
  readonly exchange: PasswordExchange;
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
}

/** Whether a request is that of an operator, `root` or another part of the system, by its header and its address. */
export type IsOperator = (authorization: string | undefined, address: string) => Promise<boolean>;

/**
 * Creates the check of operators. It accepts the password of `root`, a Bearer token of the role `admin`, and a service
 * token for this part with the purpose `internal`. Other credentials are ignored.
 */
export function createOperatorCheck({ identity, verify, exchange, basic }: OperatorCheckParts): IsOperator {
  const isPart = async (token: string): Promise<boolean> => (await identity.verify(token, 'internal')) !== undefined;
  const isAdmin = async (token: string): Promise<boolean> => {
    const verified = await verify(token);
    return verified.kind === 'valid' && verified.caller.role === adminRole;
  };
  return async (authorization, address) => {
    const credentials = parseCredentials(authorization);
    if (credentials.scheme === 'bearer')
      return isServiceToken(credentials.token) ? isPart(credentials.token) : isAdmin(credentials.token);
    if (credentials.scheme !== 'basic' || !basic) return false;
    // Nobody else is an operator, so other passwords need no check.
    if (credentials.username !== rootName || !isCheckable(credentials)) return false;
    const result = await exchange(credentials, address);
    return result.kind === 'issued' && isAdmin(result.token);
  };
}
