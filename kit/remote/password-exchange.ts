import { createCredentialsCache, type PasswordCredentials } from '../access/credentials-cache.ts';
import { exchangePassword, type TokenExchange, type TokenExchangeSettings } from './token-exchange.ts';

/** Exchanges a password for a token, for a client at an address. */
export type PasswordExchange = (credentials: PasswordCredentials, address: string) => Promise<TokenExchange>;

/** Creates an exchange that reuses a token until shortly before it expires. Concurrent exchanges share one. */
export function createPasswordExchange(settings: TokenExchangeSettings): PasswordExchange {
  const cached = createCredentialsCache<TokenExchange>((result) =>
    result.kind === 'issued' ? result.cacheableMs : undefined,
  );
  return (credentials, address) => cached(credentials, () => exchangePassword(settings, credentials, address));
}
