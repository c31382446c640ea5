import { z } from 'zod';
import { operatorIdentity } from '../hal-gateway/registry/registrant.ts';
import { createServiceIdentity, halGatewayName, type ServicePurpose } from '../kit/access/service-identity.ts';
import type { HttpClient } from '../kit/http/client.ts';
import { parseLinks, type HalLinks } from '../kit/remote/hal-links.ts';
import { collectionsIn } from '../kit/remote/service-links.ts';
import { closest } from '../kit/util/closest.ts';
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

const retiredShape = z.object({ retired: z.number(), services: z.array(z.string()).default([]) });

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

type OperatorRequest = ReturnType<typeof operatorRequests>;

/** What the parts of the system answered. */
interface Answers {
  /** Whether one of them knew the service. */
  readonly wasKnown: boolean;
  /** The services that the others still ask before removals. */
  readonly asked: readonly string[];
  /** The parts that could not be told. */
  readonly failed: readonly string[];
}

async function tellGateway(
  service: string,
  { links, send }: { readonly links: HalLinks; readonly send: OperatorRequest },
): Promise<Answers> {
  const [registrations] = links.get('gateway_registrations') ?? [];
  const registration = `${registrations?.href ?? ''}/${encodeURIComponent(service)}?retire=true`;
  const withdrawal = { method: 'DELETE', url: registration, headers: { 'if-match': '*' } } as const;
  const status = (await send(withdrawal, halGatewayName, 'registration'))?.status;
  const failed = status === 200 || status === 404 ? [] : [halGatewayName];
  return { wasKnown: status === 200, asked: [], failed };
}

async function tellService(
  service: string,
  { href, audience, send }: { readonly href: string; readonly audience: string; readonly send: OperatorRequest },
): Promise<Answers> {
  const request = { method: 'POST', url: `${href}/_retire`, body: JSON.stringify({ service }) } as const;
  const { data } = retiredShape.safeParse((await send(request, audience, 'internal'))?.body);
  if (data === undefined) return { wasKnown: false, asked: [], failed: [audience] };
  return { wasKnown: data.retired > 0, asked: data.services, failed: [] };
}

/** Says that no part knows the service, and which services there are. */
function unknownService(service: string, known: readonly string[]): RetirementError {
  const meant = closest(service, known);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const names = `The services are ${known.join(', ')}.`;
  return new RetirementError(`Nothing is known of ${service}: it is already retired, or misspelt.${question} ${names}`);
}

/**
 * Retires a service that is gone for good: its name and relations at the HAL gateway become free, and no other service
 * asks it any more before it removes a document. `name` is the service's name, or the plural of its resource.
 * @throws {RetirementError} if the service is registered, if no part knows it, or if a part could not be told; then it
 *   may be repeated
 */
export async function retireService(name: string, settings: RetirementSettings): Promise<void> {
  const service = name.endsWith('-service') ? name : `${name}-service`;
  const links = await readLinks(settings);
  const registered = (links.get('service') ?? []).flatMap((link) => link.name ?? []);
  if (registered.includes(service))
    throw new RetirementError(`${service} is registered at the HAL gateway: stop it first.`);
  const send = operatorRequests(settings);
  const gateway = await tellGateway(service, { links, send });
  if (gateway.wasKnown) settings.progress(`the HAL gateway has retired ${service}`);
  const answers = [gateway];
  for (const { href, service: audience } of collectionsIn(links)) {
    const answer = await tellService(service, { href, audience, send });
    if (answer.wasKnown) settings.progress(`${audience} no longer asks ${service} before removals`);
    answers.push(answer);
  }
  const failed = answers.flatMap((answer) => answer.failed);
  if (failed.length > 0)
    throw new RetirementError(`${failed.join(', ')} could not be told. Start what is missing, and repeat this.`);
  const asked = answers.flatMap((answer) => answer.asked);
  if (!answers.some(({ wasKnown }) => wasKnown))
    throw unknownService(service, [...new Set([...registered, ...asked])].sort());
}
