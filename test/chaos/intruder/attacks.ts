import { basicAuthorization } from '../../../kit/access/credentials.ts';
import { serviceParts } from '../../support/parts.ts';
import { serviceAuthorization } from '../../support/service-token.ts';
import { authorization } from '../credentials.ts';
import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import { guestField, guestSchemas } from './guests.ts';

/** What the relations of services are registered for. */
const trustedRels = ['venue', 'event', 'registration', 'account', 'token', 'jwks'];
/** The lease of a guest, in seconds. */
const guestLeaseSeconds = 10;
const timeoutMs = 10_000;

/** What an attack needs. */
export interface AttackTarget {
  readonly cluster: Pick<Cluster, 'halGateway' | 'gateway'>;
  /** The URL of the hostile server. */
  readonly hostile: string;
  readonly random: Random;
  /** A name that no guest has had. */
  readonly guestName: string;
}

/** Attacks. Returns the violation if the system let it happen. */
export type Attack = (target: AttackTarget) => Promise<string | undefined>;

const relsTo = (url: string, rels: readonly string[]) =>
  Object.fromEntries(rels.map((rel) => [rel, { href: `${url}/${rel}` }]));

interface RegistryRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Sends a request to the registry. Returns the status; undefined without a response. */
async function send({ halGateway }: AttackTarget['cluster'], { method, path = '', headers, body }: RegistryRequest) {
  const response = await fetch(`${halGateway}/gateway_registrations${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return response?.status;
}

const succeeded = (status: number | undefined): boolean => status !== undefined && status < 300;

const registrationOf = (name: string, { hostile }: AttackTarget, rels = trustedRels) => ({
  ...{ name, baseUrl: `${hostile}/${name}/`, ttl: guestLeaseSeconds },
  rels: relsTo(hostile, rels),
});

/** Registers, changes or withdraws under the name of a service, with the wrong token or none. */
const takeName: Attack = async (target) => {
  const { cluster, random } = target;
  const { name } = random.pick(Object.values(serviceParts)) ?? serviceParts.accounts;
  const tokens = [
    {},
    { authorization },
    await serviceAuthorization('rogue'),
    await serviceAuthorization(name, { secret: 'a guess' }),
    await serviceAuthorization(name, { purpose: 'internal' }),
  ];
  const headers = random.pick(tokens) ?? {};
  const body = registrationOf(name, target);
  const item = { path: `/${name}`, headers: { ...headers, 'if-match': '*' } };
  const request = random.pick<RegistryRequest>([
    { method: 'POST', headers, body },
    { method: 'PUT', ...item, body },
    { method: 'DELETE', ...item },
    { method: 'DELETE', ...item, path: `/${name}?retire=true` },
  ]);
  if (request === undefined) return undefined;
  const status = await send(cluster, request);
  return succeeded(status) ? `${request.method} of ${name} by a stranger is ${status}` : undefined;
};

/** Registers a guest with the relations of the services, and with relations of its own. */
const offerRels: Attack = async (target) => {
  const body = registrationOf(target.guestName, target, [...trustedRels, guestField]);
  await send(target.cluster, { method: 'POST', body });
  return undefined;
};

/** Registers more relations than are allowed, or one that is huge. */
const offerTooMuch: Attack = async (target) => {
  const { cluster, random, guestName } = target;
  const rels = random.chance(0.5)
    ? Array.from({ length: 4000 }, (_, index) => `r${index}`)
    : [guestField.repeat(100_000)];
  const status = await send(cluster, { method: 'POST', body: registrationOf(guestName, target, rels) });
  return succeeded(status) ? `a guest with ${rels.length} relations is ${status}` : undefined;
};

/** Registers a guest with a hostile schema, and sends a query that may reach it, with credentials. */
const enterGraph: Attack = async (target) => {
  const { cluster, random, guestName } = target;
  const schema = random.pick(Object.keys(guestSchemas)) ?? '';
  const body = registrationOf(`${guestName}-${schema}`, target, [guestField]);
  await send(cluster, { method: 'POST', body });
  return undefined;
};

/** Attacks, each as often as it is listed. */
export const attacks: readonly Attack[] = [takeName, takeName, offerRels, offerTooMuch, enterGraph, enterGraph];

/** Sends a query with credentials that reaches a guest, if one is in the graph. */
export async function queryGuests({ gateway }: Pick<Cluster, 'gateway'>): Promise<void> {
  const query = `{ ${guestField} venues(first: 5) { nodes { name ${guestField} } } }`;
  for (const credentials of [authorization, basicAuthorization('member1', 'password')])
    await fetch(`${gateway}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: credentials, cookie: 'password=1' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(timeoutMs),
    })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
}
