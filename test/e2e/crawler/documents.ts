import type { HalBody } from '../../support/clients.ts';

/** A link of a document, by its relation. */
export interface RelatedLink {
  readonly rel: string;
  readonly link: HalBody;
  /** The document that has the link. */
  readonly document: HalBody;
}

const isHal = (body: HalBody): boolean => typeof body === 'object' && body !== null && '_links' in body;

/** A document, and every document that is embedded in it, however deep. */
export const documentsIn = (body: HalBody): readonly HalBody[] =>
  isHal(body)
    ? [
        body,
        ...Object.values<HalBody>(body._embedded ?? {})
          .flat()
          .flatMap(documentsIn),
      ]
    : [];

/** Every link of a document and of what is embedded in it; curies are none. */
export const linksIn = (body: HalBody): readonly RelatedLink[] =>
  documentsIn(body).flatMap((document) =>
    Object.entries<HalBody>(document._links)
      .filter(([rel]) => rel !== 'curies')
      .flatMap(([rel, links]) => [links].flat().map((link: HalBody) => ({ rel, link, document }))),
  );

/** Relations that IANA has registered, and which need no page. */
const registered = new Set(
  'self collection item search create-form edit-form first prev next last service-desc service describedby'.split(' '),
);
export const needsPage = (rel: string): boolean => !registered.has(rel);

/** Where the pages may be that say what a relation means: a prefixed one names its curie, another can be of any. */
export function pagesOf(rel: string, curies: readonly HalBody[]): readonly string[] {
  const [prefix = '', name] = rel.split(':');
  const own = name === undefined ? curies : curies.filter((curie) => curie.name === prefix);
  return own.map(({ href }) => href.replace('{rel}', encodeURIComponent(name ?? rel)));
}
