import type { ServiceIdentity } from '../kit/access/service-identity.ts';
import type { HttpClient } from '../kit/http/client.ts';
import { createGatewayAccess } from '../kit/remote/gateway-access.ts';
import { parseLinks } from '../kit/remote/hal-links.ts';
import type { IsOperator } from '../kit/remote/operator-check.ts';
import { locateRelation, type LocatedRelation } from '../kit/remote/service-links.ts';
import { isTrusted } from './registry/registration.ts';
import type { Registry } from './registry/registry.ts';
import { createRootRenderer } from './root.ts';
import type { HalGatewaySettings } from './settings.ts';

export interface GatewayOperatorParts {
  readonly registry: Pick<Registry, 'all'>;
  readonly client: HttpClient;
  readonly serviceIdentity: ServiceIdentity;
  readonly settings: Pick<HalGatewaySettings, 'product' | 'basic' | 'meant'>;
  /** The URL of the gateway. */
  readonly base: string;
}

/**
 * Creates the check of operators. The accounts service, which has the password of `root` and the keys of tokens, is
 * found in the gateway's own root without guests, as other parts find it.
 */
export function createGatewayOperatorCheck(parts: GatewayOperatorParts): IsOperator {
  const { registry, client, serviceIdentity, settings, base } = parts;
  const renderRoot = createRootRenderer();
  const locate = async (rel: string): Promise<LocatedRelation | undefined> => {
    const links = parseLinks(
      renderRoot(registry.all().filter(isTrusted), { base, namespace: base, retired: [], hasApp: false }),
      base,
    );
    return links === undefined ? undefined : locateRelation(links, rel, settings.meant);
  };
  return createGatewayAccess({ ...settings, client, locate, serviceIdentity }).isOperator;
}
