import { z } from 'zod';
import type { HttpClient } from '../kit/http/client.ts';
import { parseLinks } from '../kit/remote/hal-links.ts';
import { locateRelation } from '../kit/remote/service-links.ts';
import { meantServices, type MeantServices } from '../kit/remote/service-names.ts';
import { createHalNavigator, NavigationError, type HalNavigator } from './hal-navigator.ts';

/** A system, and the credentials for it. */
export interface SystemAccess {
  readonly client: HttpClient;
  /** The root of the HAL gateway, the only URL that is not discovered. */
  readonly gatewayUrl: string;
  readonly rootPassword: string;
  /** The services that are meant; by default those of the usual names. */
  readonly meant?: MeantServices;
}

/** The relations of the four collections: those whose documents refer to others first. */
const relations = ['registration', 'event', 'venue', 'account'] as const;
type Relation = (typeof relations)[number];

/** A collection that can be read. */
export interface FoundCollection {
  readonly rel: Relation;
  readonly href: string;
  readonly total: number;
}

/** The four collections of a system. */
export interface Collections {
  readonly navigator: HalNavigator;
  /** Those whose documents refer to others first. */
  readonly all: readonly FoundCollection[];
  hrefOf(rel: Relation): string;
}

const listShape = z.looseObject({ _meta: z.looseObject({ total: z.number() }) });

async function readTotal(navigator: HalNavigator, href: string): Promise<number> {
  const list = listShape.safeParse(await navigator.request('GET', `${href}?max_results=1`));
  if (!list.success) throw new NavigationError(`The response of ${href} is not a collection.`);
  return list.data._meta.total;
}

/** Finds the collections at the services that are meant. @throws NavigationError that names the missing services */
async function findHrefs(navigator: HalNavigator, settings: SystemAccess): Promise<ReadonlyMap<Relation, string>> {
  const { gatewayUrl, meant = meantServices({}) } = settings;
  const links = parseLinks(await navigator.request('GET', gatewayUrl), gatewayUrl);
  const found = new Map<Relation, string>();
  for (const rel of relations) {
    const href = links === undefined ? undefined : locateRelation(links, rel, meant)?.href;
    if (href !== undefined) found.set(rel, href);
  }
  const missing = relations.filter((rel) => !found.has(rel)).map((rel) => meant(rel)[0]);
  if (missing.length === 0) return found;
  const are = missing.length === 1 ? 'is' : 'are';
  throw new NavigationError(`${missing.join(', ')} ${are} not registered at the HAL gateway ${gatewayUrl}.`);
}

/** Finds the four collections and reads each of them. @throws NavigationError if one is missing or cannot be read */
export async function findCollections(settings: SystemAccess): Promise<Collections> {
  const navigator = createHalNavigator(settings.client, settings.rootPassword);
  const hrefs = await findHrefs(navigator, settings);
  const all = await Promise.all(
    [...hrefs].map(async ([rel, href]) => ({ rel, href, total: await readTotal(navigator, href) })),
  );
  return { navigator, all, hrefOf: (rel) => hrefs.get(rel) ?? '' };
}
