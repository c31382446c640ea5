import { adminRole } from '../kit/access/caller.ts';
import { parseCredentials } from '../kit/access/credentials.ts';
import { isServiceToken, type ServiceIdentity } from '../kit/access/service-identity.ts';
import type { TokenVerification } from '../kit/access/tokens.ts';

/** What operators are recognized by. */
export interface OperatorCheckParts {
  readonly identity: Pick<ServiceIdentity, 'verify'>;
  /** Verifies the Bearer token of an account, or of `root`. */
  readonly verify: (token: string) => Promise<TokenVerification>;
}

/** Whether an `Authorization` header is that of an operator: `root`, or another part of the system. */
export type IsOperator = (authorization: string | undefined) => Promise<boolean>;

/**
 * Creates the check of operators. It accepts a Bearer token of the role `admin`, and a service token for this part with
 * the purpose `internal`.
 */
export const createOperatorCheck =
  ({ identity, verify }: OperatorCheckParts): IsOperator =>
  async (authorization) => {
    const credentials = parseCredentials(authorization);
    if (credentials.scheme !== 'bearer') return false;
    const { token } = credentials;
    if (isServiceToken(token)) return (await identity.verify(token, 'internal')) !== undefined;
    const verified = await verify(token);
    return verified.kind === 'valid' && verified.caller.role === adminRole;
  };
