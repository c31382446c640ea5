import { z } from 'zod';
import { operatorIdentity } from '../hal-gateway/registry/registrant.ts';
import { createServiceIdentity, halGatewayName, type ServicePurpose } from '../kit/access/service-identity.ts';
import type { HttpClient } from '../kit/http/client.ts';
import { parseLinks, type HalLinks } from '../kit/remote/hal-links.ts';
import { collectionsIn } from '../kit/remote/service-links.ts';
import type { Product } from '../kit/util/product.ts';

export interface RetirementSettings {
  readonly client: HttpClient;
  /** The root of the HAL gateway. */
  readonly gatewayUrl: string;
  /** The secret that all parts of the system share. */
  readonly secret: string;
  readonly product: Product;
  /** Receives a line for each part that forgot the service. */
  readonly progress: (line: string) => void;
}

/** Reports why a service cannot be retired, or where it is still known. The message is a sentence. */
export class RetirementError extends Error {
  override readonly name = 'RetirementError';
}

const retiredShape = z.object({ retired: z.number() });

async function readLinks({ client, gatewayUrl }: RetirementSettings): Promise<HalLinks> {
  const root = await client.request({ method: 'GET', url: gatewayUrl, headers: { accept: 'application/hal+json' } });
  const links = root.kind === 'response' ? parseLinks(root.json(), gatewayUrl) : undefined;
  if (links === undefined) throw new RetirementError(`The HAL gateway ${gatewayUrl} cannot be read.`);
  return links;
}

/** Sends requests with tokens of the operator. Returns the JSON of a successful response. */
function operatorRequests({ client, ...identity }: RetirementSettings) {
  const operator = createServiceIdentity(operatorIdentity, identity);
  return async (
    request: Parameters<HttpClient['request']>[0],
    audience: string,
    purpose: ServicePurpose,
  ): Promise<{ readonly status: number; readonly body: unknown } | undefined> => {
    const authorization = `Bearer ${await operator.token({ audience, purpose })}`;
    const headers = { 'content-type': 'application/json', ...request.headers, authorization };
    const response = await client.request({ ...request, headers });
    return response.kind === 'response' ? { status: response.status, body: response.json() } : undefined;
  };
}

/**
 * Retires a service that is gone for good: its name and relations at the HAL gateway become free, and no other service
 * asks it any more before it removes a document. `name` is the service's name, or the plural of its resource. May be
 * repeated.
 * @throws {RetirementError} if the service is registered, or if a part could not be told
 */
export async function retireService(name: string, settings: RetirementSettings): Promise<void> {
  const service = name.endsWith('-service') ? name : `${name}-service`;
  const links = await readLinks(settings);
  if (links.get('service')?.some((link) => link.name === service) === true)
    throw new RetirementError(`${service} is registered at the HAL gateway: stop it first.`);
  const send = operatorRequests(settings);
  const failed: string[] = [];
  const [registrations] = links.get('gateway_registrations') ?? [];
  const registration = `${registrations?.href ?? ''}/${encodeURIComponent(service)}?retire=true`;
  const withdrawal = { method: 'DELETE', url: registration, headers: { 'if-match': '*' } } as const;
  const withdrawn = await send(withdrawal, halGatewayName, 'registration');
  if (withdrawn?.status === 200) settings.progress(`the HAL gateway has retired ${service}`);
  else if (withdrawn?.status !== 404) failed.push(halGatewayName);
  for (const { resource, href, service: audience } of collectionsIn(links)) {
    const request = { method: 'POST', url: `${href}/_retire`, body: JSON.stringify({ service }) } as const;
    const { data } = retiredShape.safeParse((await send(request, audience, 'internal'))?.body);
    if (data === undefined) failed.push(audience);
    else if (data.retired > 0)
      settings.progress(`${audience} no longer asks ${service} before it removes a ${resource}`);
  }
  if (failed.length > 0)
    throw new RetirementError(`${failed.join(', ')} could not be told. Start what is missing, and repeat this.`);
}
