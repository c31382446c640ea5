import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, labelOf, linkOf } from '../model/hal.ts';
import { toWords } from '../model/titles.ts';
import { expandTemplate } from '../model/uri-template.ts';
import type { PageContext } from './context.ts';

/** Where references are looked for: the document on the page, then the lists that the root links to. */
interface Surroundings extends Pick<PageContext, 'rootUrl' | 'send'> {
  readonly document: ShownDocument;
}

const itemTemplate = ({ body, url }: ShownDocument, rel: string): string | undefined => {
  const item = linkOf(body, 'item', url);
  const isOfRel = item?.title === rel || embeddedOf(body).some((embedded) => embedded.rel === rel);
  return item?.templated === true && isOfRel ? item.href : undefined;
};

async function findTemplate(rel: string, { document, rootUrl, send }: Surroundings): Promise<string | undefined> {
  const here = itemTemplate(document, rel);
  if (here !== undefined) return here;
  const root = await send({ method: 'GET', url: rootUrl });
  const list = linkOf(root.body, rel, root.url);
  return list === undefined ? undefined : itemTemplate(await send({ method: 'GET', url: list.href }), rel);
}

/** Returns the URL of a document and what people call it. */
export async function nameDocument(
  href: string,
  rel: string,
  send: PageContext['send'],
): Promise<{ readonly href: string; readonly label: string }> {
  const { body, status } = await send({ method: 'GET', url: href });
  return { href, label: (status === 200 ? labelOf(body) : undefined) ?? `Open ${toWords(rel).toLowerCase()}` };
}

/** Returns the URL and the name of a document of which only the ID is known; undefined if it cannot be found. */
export async function resolveReference(
  { rel, id }: { readonly rel: string; readonly id: string },
  surroundings: Surroundings,
): Promise<{ readonly href: string; readonly label: string } | undefined> {
  const template = await findTemplate(rel, surroundings);
  if (template === undefined) return undefined;
  return nameDocument(expandTemplate(template, { id }), rel, surroundings.send);
}
