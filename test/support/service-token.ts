import { createServiceIdentity, halGatewayName, type ServiceTokenUse } from '../../kit/access/service-identity.ts';
import { product } from '../../product/product.ts';

/** The use of a token, and the secret that signs it; by default a registration with the default secret. */
type TokenOptions = Partial<ServiceTokenUse & { readonly secret: string }>;

/** Returns a service token of this identity. */
export const serviceToken = (
  identity: string,
  { audience = halGatewayName, purpose = 'registration', secret = product.slug }: TokenOptions = {},
): Promise<string> => createServiceIdentity(identity, { secret, product }).token({ audience, purpose });

/** Returns the `Authorization` header with a service token of this identity. */
export const serviceAuthorization = async (
  identity: string,
  options?: TokenOptions,
): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await serviceToken(identity, options)}`,
});
