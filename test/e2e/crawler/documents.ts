import type { HalBody } from '../../support/clients.ts';

/** A link with its relation. */
export interface LinkInDocument {
  readonly rel: string;
  readonly link: HalBody;
  /** Document that contains the link. */
  readonly document: HalBody;
}

const isHal = (body: HalBody): boolean => typeof body === 'object' && body !== null && '_links' in body;

/** Returns a document and all documents embedded in it, recursively. */
export const documentsIn = (body: HalBody): readonly HalBody[] =>
  isHal(body)
    ? [
        body,
        ...Object.values<HalBody>(body._embedded ?? {})
          .flat()
          .flatMap(documentsIn),
      ]
    : [];

/** Returns all links of a document and of its embedded documents, without curies. */
export const linksIn = (body: HalBody): readonly LinkInDocument[] =>
  documentsIn(body).flatMap((document) =>
    Object.entries<HalBody>(document._links)
      .filter(([rel]) => rel !== 'curies')
      .flatMap(([rel, links]) => [links].flat().map((link: HalBody) => ({ rel, link, document }))),
  );

/** Relations registered with IANA, which need no documentation page. */
const ianaRelations = new Set(
  'self collection item search create-form edit-form first prev next last service-desc service describedby alternate'.split(
    ' ',
  ),
);
export const needsRelationPage = (rel: string): boolean => !ianaRelations.has(rel);

/** Returns the possible URLs of the documentation of a relation: its own curie if it has a prefix, else every curie. */
export function relationPageUrls(rel: string, curies: readonly HalBody[]): readonly string[] {
  const [prefix = '', name] = rel.split(':');
  const matching = name === undefined ? curies : curies.filter((curie) => curie.name === prefix);
  return matching.map(({ href }) => href.replace('{rel}', encodeURIComponent(name ?? rel)));
}
