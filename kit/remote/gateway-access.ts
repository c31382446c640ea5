import type { ServiceIdentity } from '../access/service-identity.ts';
import { createCachingVerifier } from '../access/tokens.ts';
import type { Product } from '../util/product.ts';
import { createOperatorCheck, type IsOperator } from './operator-check.ts';
import { createPasswordExchange, type PasswordExchange } from './password-exchange.ts';
import { remoteKeys, type RemoteAccounts } from './remote-accounts.ts';

/** What a gateway reaches the accounts service with. */
export interface GatewayAccessParts extends RemoteAccounts {
  readonly serviceIdentity: ServiceIdentity;
  readonly product: Product;
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
}

/** How a gateway authenticates callers: at the accounts service. */
export interface GatewayAccess {
  readonly exchange: PasswordExchange;
  readonly isOperator: IsOperator;
}

/** Creates the access of a gateway. */
export function createGatewayAccess({
  client,
  locate,
  serviceIdentity,
  product,
  basic,
}: GatewayAccessParts): GatewayAccess {
  const verify = createCachingVerifier({ ...remoteKeys({ client, locate }), product });
  const exchange = createPasswordExchange({ client, locate, serviceIdentity });
  return { exchange, isOperator: createOperatorCheck({ identity: serviceIdentity, verify, exchange, basic }) };
}
