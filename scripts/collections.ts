import { z } from 'zod';
import type { HttpClient } from '../kit/http/client.ts';
import { parseLinks, type HalLinks } from '../kit/remote/hal-links.ts';
import { locateRelation, withoutPrefix } from '../kit/remote/service-links.ts';
import { accountRelations, meantServices, type MeantServices } from '../kit/remote/service-names.ts';
import type { Definition } from '../kit/resource/definition/definition.ts';
import { createHalNavigator, NavigationError, type HalNavigator } from './hal-navigator.ts';
import { loadServiceParts } from './parts.ts';
import { removalOrder } from './parts/removal-order.ts';

/** A system, and the credentials for it. */
export interface SystemAccess {
  readonly client: HttpClient;
  /** The root of the HAL gateway, the only URL that is not discovered. */
  readonly gatewayUrl: string;
  readonly rootPassword: string;
  /** The services that are meant; by default those of the usual names. */
  readonly meant?: MeantServices;
  /** The resources of the system; by default those of the folders in `subgraphs/`. */
  readonly definitions?: readonly Definition[];
}

/** A collection that can be read. */
export interface FoundCollection {
  readonly rel: string;
  readonly plural: string;
  readonly href: string;
  readonly total: number;
}

/** The collections of a system. */
export interface Collections {
  readonly navigator: HalNavigator;
  /** Those whose documents refer to others first. */
  readonly all: readonly FoundCollection[];
  /** The collections of other resources, whose documents refer to some of these. */
  readonly holders: readonly string[];
  hrefOf(rel: string): string;
}

const listShape = z.looseObject({
  _meta: z.looseObject({ total: z.number() }),
  _embedded: z.record(z.string(), z.unknown()).default({}),
});

async function readList(navigator: HalNavigator, href: string) {
  const list = listShape.safeParse(await navigator.request('GET', `${href}?max_results=1`));
  if (!list.success) throw new NavigationError(`The response of ${href} is not a collection.`);
  return { total: list.data._meta.total, first: Object.values(list.data._embedded).flat()[0] };
}

const itemShape = z.looseObject({ _links: z.record(z.string(), z.unknown()) });
const linkShape = z.looseObject({ href: z.string() });

/** Returns the URLs that a document links to. */
const linksIn = (document: unknown): readonly string[] =>
  Object.values(itemShape.safeParse(document).data?._links ?? {})
    .flat()
    .flatMap((link) => linkShape.safeParse(link).data?.href ?? []);

/**
 * Finds the collections of resources that are not listed, whose documents link to those of the collections. Ignores
 * what cannot be read.
 */
async function findHolders(
  { navigator, links, meant }: { navigator: HalNavigator; links: HalLinks; meant: MeantServices },
  found: readonly FoundCollection[],
): Promise<readonly string[]> {
  const rels = new Set(links.rels.map(withoutPrefix));
  const others = [...rels].filter((rel) => !accountRelations.has(rel) && !found.some((each) => each.rel === rel));
  const held = others.map(async (rel) => {
    const href = locateRelation(links, rel, meant)?.href;
    const list = href === undefined ? undefined : await readList(navigator, href).catch(() => undefined);
    const targets = found.filter((each) => linksIn(list?.first).some((link) => link.startsWith(`${each.href}/`)));
    const to = targets.map(({ plural }) => plural).join(' and ');
    return targets.length === 0 ? [] : [`the collection ${rel} has ${list?.total} that refer to ${to}`];
  });
  return (await Promise.all(held)).flat();
}

/** Finds the collections at the services that are meant. @throws NavigationError that names the missing services */
function findHrefs(
  links: HalLinks | undefined,
  definitions: readonly Definition[],
  { gatewayUrl, meant = meantServices({}) }: SystemAccess,
): ReadonlyMap<Definition, string> {
  const found = new Map<Definition, string>();
  for (const definition of definitions) {
    const href = links === undefined ? undefined : locateRelation(links, definition.name, meant)?.href;
    if (href !== undefined) found.set(definition, href);
  }
  const missing = definitions.filter((definition) => !found.has(definition)).map(({ name }) => meant(name)[0]);
  if (missing.length === 0) return found;
  const are = missing.length === 1 ? 'is' : 'are';
  throw new NavigationError(`${missing.join(', ')} ${are} not registered at the HAL gateway ${gatewayUrl}.`);
}

const definitionsOf = async ({ definitions }: SystemAccess): Promise<readonly Definition[]> =>
  definitions ?? Object.values(await loadServiceParts()).map(({ definition }) => definition);

/** Finds the collections and reads each of them. @throws NavigationError if one is missing or cannot be read */
export async function findCollections(settings: SystemAccess): Promise<Collections> {
  const { client, rootPassword, gatewayUrl, meant = meantServices({}) } = settings;
  const navigator = createHalNavigator(client, rootPassword);
  const definitions = removalOrder(await definitionsOf(settings));
  const links = parseLinks(await navigator.request('GET', gatewayUrl), gatewayUrl);
  const hrefs = [...findHrefs(links, definitions, settings)];
  const all = await Promise.all(
    hrefs.map(async ([{ name: rel, plural }, href]) => {
      const { total } = await readList(navigator, href);
      return { rel, plural, href, total };
    }),
  );
  const holders = links === undefined ? [] : await findHolders({ navigator, links, meant }, all);
  return { navigator, all, holders, hrefOf: (name) => all.find(({ rel }) => rel === name)?.href ?? '' };
}
