import { useEffect, useState } from 'preact/hooks';
import { graphqlQuery, playgroundUrl } from '../aside/graphql-query.ts';
import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, isList, linkOf, linksOf } from '../model/hal.ts';
import { usePage, type PageContext } from './context.ts';
import { CopyText } from './copy-text.tsx';

/** Where a document is in the graph. */
interface GraphPlace {
  readonly endpoint: string | undefined;
  /** The name of the document's resource. */
  readonly singular: string | undefined;
}

const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');
const originOf = (url: string): string => new URL(url).origin;

/** Finds the GraphQL endpoint of a document's service, and the name of its resource, from the root's links. */
async function findPlace({ body, url }: ShownDocument, { rootUrl, send }: PageContext): Promise<GraphPlace> {
  const root = await send({ method: 'GET', url: rootUrl });
  const links = linksOf(root.body, root.url);
  const collection = linkOf(body, 'collection', url)?.href;
  const listed = links.find(({ href }) => collection !== undefined && withoutQuery(href) === withoutQuery(collection));
  const service = links.find(({ rel, href }) => rel === 'service' && originOf(href) === originOf(url));
  const home = service === undefined ? undefined : await send({ method: 'GET', url: service.href });
  const endpoint =
    home === undefined ? undefined : linksOf(home.body, home.url).find(({ rel }) => /(^|:)graphql$/.test(rel))?.href;
  const singular = isList(body) ? embeddedOf(body)[0]?.rel : listed?.rel.replace(/^.*:/, '');
  return { endpoint, singular };
}

/** The document's data as a GraphQL query, with a link that opens it in the playground. */
export const Graphql = ({
  document,
  gateway,
}: {
  readonly document: ShownDocument;
  readonly gateway: string | undefined;
}) => {
  const page = usePage();
  const [place, setPlace] = useState<GraphPlace>();
  useEffect(() => {
    let isCurrent = true;
    void findPlace(document, page).then((found) => isCurrent && setPlace(found));
    return () => void (isCurrent = false);
  }, [document.url, document.body]);
  if (place === undefined) return <p class="none">Looking it up…</p>;
  const query = graphqlQuery(document, place.singular);
  const endpoint = gateway ?? place.endpoint;
  if (query === undefined || endpoint === undefined)
    return <p>This document has no counterpart in the graph. Lists and items of resources have one.</p>;
  return (
    <>
      <CopyText text={query} label="Query" />
      <p>
        <a class="button quiet" href={playgroundUrl(endpoint, query)}>
          Open in the playground
        </a>
      </p>
    </>
  );
};
