import { LRUCache } from 'lru-cache';
import { entityTagOf } from '../kit/http/entity-tags.ts';
import { appPath } from './app/path.ts';
import { isGuest, liveInstance, type RegisteredLink, type Registration } from './registry/registration.ts';
import { mergeLinks, type RootEntry } from './root-links.ts';

/** The links of the gateway itself. */
const ownLinks = ({ base, hasApp, graphql }: RootDocumentSettings): Record<string, RegisteredLink> => ({
  self: { href: `${base}/`, title: 'The links of all services' },
  gateway_registrations: { href: `${base}/gateway_registrations`, title: 'The registered services' },
  health: { href: `${base}/health`, title: 'The health of the gateway' },
  describedby: { href: `${base}/relations`, title: 'The relations of the gateway' },
  ...(hasApp && { app: { href: `${base}${appPath}`, title: 'Book a room', type: 'text/html' } }),
  ...(graphql !== undefined && { graphql: { href: graphql, title: 'The GraphQL gateway' } }),
});

export interface RootDocumentSettings {
  /** The URL of the gateway, without a slash at the end. */
  readonly base: string;
  /** The prefix of the curies' hrefs. */
  readonly namespace: string;
  /** The names of services that are gone for good. */
  readonly retired: readonly string[];
  /** Whether the gateway has the booking page. */
  readonly hasApp: boolean;
  /** The URL of the GraphQL gateway's endpoint, if it is known. */
  readonly graphql?: string | undefined;
}

/** The root document with its entity tag, which is a hash of its links. */
export interface RootDocument {
  readonly _links: Readonly<Record<string, unknown>>;
  readonly _etag: string;
}

/** Renders the root document: the links of the gateway and of all live registrations. */
export type RenderRoot = (registrations: readonly Registration[], settings: RootDocumentSettings) => RootDocument;

/** Most URLs of the gateway for which the root is cached: trusted proxies can report several. */
const maxBases = 20;

/** Creates the rendering of the root, which is cached until what it shows changes. */
export function createRootRenderer(): RenderRoot {
  let shown: readonly RootEntry[] = [];
  let merged = mergeLinks(shown);
  let retired = '';
  const documents = new LRUCache<string, RootDocument>({ max: maxBases });
  return (registrations, settings) => {
    const entries = registrations.map(toEntry);
    const retiredNow = JSON.stringify(settings.retired);
    if (!isSame(entries, shown) || retiredNow !== retired) {
      [shown, merged, retired] = [entries, mergeLinks(entries), retiredNow];
      documents.clear();
    }
    const cached = documents.get(settings.base);
    if (cached !== undefined) return cached;
    const document = render(shown, merged, settings);
    documents.set(settings.base, document);
    return document;
  };
}

function toEntry(registration: Registration): RootEntry {
  const { name, offered } = registration;
  const content = liveInstance(registration, performance.now())?.content;
  return { name, isGuest: isGuest(registration), content, offered };
}

/** Whether two roots show the same. Contents are compared by identity: a renewal keeps them. */
const isSame = (left: readonly RootEntry[], right: readonly RootEntry[]): boolean =>
  left.length === right.length &&
  left.every(({ name, isGuest, content, offered }, index) => {
    const other = right[index];
    return other?.name === name && other.isGuest === isGuest && other.content === content && other.offered === offered;
  });

function render(
  entries: readonly RootEntry[],
  merged: Readonly<Record<string, unknown>>,
  settings: RootDocumentSettings,
): RootDocument {
  const { base, namespace, retired: names } = settings;
  const live = entries.flatMap(({ content, ...entry }) => (content === undefined ? [] : [{ ...entry, ...content }]));
  const services = live.map(({ name, baseUrl, isGuest }) => ({
    href: `${baseUrl}/`,
    name,
    ...(isGuest ? { guest: true } : {}),
  }));
  const curies = live.map(({ name }) => ({ name, href: `${namespace}/${name}/relations/{rel}`, templated: true }));
  const retired = names.map((name) => ({ href: `${base}/gateway_registrations`, name }));
  const links = {
    ...ownLinks(settings),
    service: services,
    ...(retired.length > 0 && { retired }),
    ...merged,
    curies,
  };
  return { _links: links, _etag: entityTagOf(JSON.stringify(links)) };
}
