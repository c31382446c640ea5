import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { embeddedOf, linksOf, type Link } from '../../../../kit/html/client/model/hal.ts';
import { asArray, asNumber, asObject, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';

/** The documents that the map is made of. Those that cannot be read are undefined. */
export interface SystemDocuments {
  readonly root: ShownDocument;
  readonly registrations: ShownDocument | undefined;
  /** The health of the HAL gateway. */
  readonly health: ShownDocument | undefined;
  /** The health of the GraphQL gateway. */
  readonly graph: ShownDocument | undefined;
}

/**
 * Whether a service is at the root: `live`; `away`: registered, but not there now; `left`: its name is kept for it;
 * `retired`: gone for good.
 */
export type ServiceState = 'live' | 'away' | 'left' | 'retired';

/** A lease, which a service renews. */
export interface Lease {
  readonly seconds: number;
  /** Its end, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** The part of a service in the graph. */
export interface Subgraph {
  readonly state: string;
  /** Since when, as ISO 8601. */
  readonly since: string | undefined;
  /** What is wrong; operators alone are told. */
  readonly problem: string | undefined;
}

export interface ServiceOnMap {
  readonly name: string;
  readonly state: ServiceState;
  readonly isGuest: boolean;
  /** The URL of its home. */
  readonly home: string | undefined;
  readonly lease: Lease | undefined;
  /** The links that it registered. */
  readonly offers: readonly Link[];
  readonly subgraph: Subgraph | undefined;
}

/** A gateway: its status, and details that are known of it. */
export interface GatewayOnMap {
  readonly status: string;
  readonly store: string | undefined;
  /** When the graph was composed, as ISO 8601. */
  readonly composedAt: string | undefined;
}

/** The system as it is now. */
export interface SystemMap {
  readonly halGateway: GatewayOnMap;
  /** Undefined if it does not answer, or if the root does not lead to one. */
  readonly graphGateway: GatewayOnMap | undefined;
  /** The URL of the GraphQL gateway's endpoint. */
  readonly graphEndpoint: string | undefined;
  readonly services: readonly ServiceOnMap[];
  /** The number of services that are left out. */
  readonly omitted: number;
}

/** The most services on the map. */
export const mostServices = 100;

const itemsOf = (document: ShownDocument | undefined): readonly JsonObject[] =>
  embeddedOf(document?.body).flatMap(({ items }) => items);

const namesIn = (value: unknown): readonly string[] => asArray(value).flatMap((each) => asText(each) ?? []);

function leaseOf({ ttl, expires }: JsonObject): Lease | undefined {
  const [seconds, endsAt] = [asNumber(ttl), Date.parse(asText(expires) ?? '')];
  return seconds === undefined || Number.isNaN(endsAt) ? undefined : { seconds, endsAt };
}

function subgraphsOf(graph: ShownDocument | undefined): ReadonlyMap<string, Subgraph> {
  const listed = asArray(asObject(graph?.body)['subgraphs']).map(asObject);
  return new Map(
    listed.flatMap(({ name, state, since, problem }): readonly [string, Subgraph][] => {
      const known = { state: asText(state) ?? '', since: asText(since), problem: asText(problem) };
      return typeof name === 'string' ? [[name, known]] : [];
    }),
  );
}

const gatewayOf = (document: ShownDocument | undefined): GatewayOnMap => {
  const { status, store, composedAt } = asObject(document?.body);
  return { status: asText(status) ?? 'unknown', store: asText(store), composedAt: asText(composedAt) };
};

/** The services in the order in which they are looked at: what needs attention is not hidden behind what is gone. */
const rank: Readonly<Record<ServiceState, number>> = { live: 0, away: 1, left: 2, retired: 3 };

/** Puts the documents together: services by their names, at the root, in the registry, and in the graph. */
export function mapOf({ root, registrations, health, graph }: SystemDocuments): SystemMap {
  const links = linksOf(root.body, root.url);
  const live = new Map(links.filter(({ rel }) => rel === 'service').map((link) => [link.name ?? link.href, link]));
  const retired = links.filter(({ rel }) => rel === 'retired').map(({ name }) => name ?? '');
  const registered = new Map(itemsOf(registrations).map((each) => [asText(each['name']) ?? '', each]));
  const reserved = namesIn(asObject(asObject(health?.body)['registrations'])['reserved']);
  const subgraphs = subgraphsOf(graph);

  const stateOf = (name: string): ServiceState =>
    live.has(name) ? 'live' : registered.has(name) ? 'away' : retired.includes(name) ? 'retired' : 'left';
  const serviceOf = (name: string): ServiceOnMap => {
    const registration = registered.get(name) ?? {};
    const home = live.get(name)?.href ?? asText(registration['baseUrl']);
    return {
      ...{ name, home, state: stateOf(name), lease: leaseOf(registration), subgraph: subgraphs.get(name) },
      isGuest: live.get(name)?.isGuest === true || registration['guest'] === true,
      offers: linksOf({ _links: registration['rels'] }, home ?? root.url),
    };
  };
  const names = new Set([...live.keys(), ...registered.keys(), ...reserved, ...retired, ...subgraphs.keys()]);
  const services = [...names]
    .filter((name) => name !== '')
    .map(serviceOf)
    .toSorted((one, other) => rank[one.state] - rank[other.state] || one.name.localeCompare(other.name));
  return {
    halGateway: gatewayOf(health),
    graphGateway: graph === undefined ? undefined : gatewayOf(graph),
    graphEndpoint: links.find(({ rel }) => rel === 'graphql')?.href,
    services: services.slice(0, mostServices),
    omitted: Math.max(0, services.length - mostServices),
  };
}
