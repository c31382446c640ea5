import { isObject } from '../util/is-object.ts';
import { html, type Markup } from './markup.ts';
import { titleOfMember, titleOf, type Titles } from './title.ts';
import { linkTo, renderMembers, renderValue } from './values.ts';

type Members = Readonly<Record<string, unknown>>;

/** Returns the members of a document that are fields. */
export const fieldsOf = (document: Members): readonly (readonly [string, unknown])[] =>
  Object.entries(document).filter(([name]) => !name.startsWith('_'));

/** Renders the name of an embedded document as a link to it. */
function renderItemLink(document: Members, url: string): Markup {
  const links = document['_links'];
  const self = isObject(links) ? links['self'] : undefined;
  const href = isObject(self) && typeof self['href'] === 'string' ? self['href'] : '';
  return linkTo(href, titleOf(document, href === '' ? url : href));
}

function renderTable(documents: readonly Members[], caption: string, { titles, url }: EmbeddedContext): Markup {
  const names = [...new Set(documents.flatMap((document) => fieldsOf(document).map(([name]) => name)))];
  const head = names.map((name) => html`<th scope="col">${titleOfMember(name, titles)}</th>`);
  const rows = documents.map(
    (document) =>
      html`<tr>
        <th scope="row">${renderItemLink(document, url)}</th>
        ${names.map((name) => html`<td>${renderValue(document[name])}</td>`)}
      </tr>`,
  );
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Document</th>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

interface EmbeddedContext {
  readonly titles: Titles;
  /** The URL of the page. */
  readonly url: string;
}

function renderRelation(rel: string, value: unknown, context: EmbeddedContext): Markup {
  const title = titleOfMember(rel);
  const documents = [value].flat().filter(isObject);
  if (documents.length === 0)
    return html`<h2>${title}</h2>
      <p>There are none.</p>`;
  if (Array.isArray(value)) return renderTable(documents, title, context);
  return html`<h2>${title}</h2>
    ${documents.map(
      (document) =>
        html`<p>${renderItemLink(document, context.url)}</p>
          ${renderMembers(fieldsOf(document))}`,
    )}`;
}

/** Renders the embedded documents: lists as tables. The titles are those of the page's own resource. */
export function renderEmbedded({ _embedded: embedded }: Members, context: EmbeddedContext): readonly Markup[] {
  if (!isObject(embedded)) return [];
  return Object.entries(embedded).map(([rel, value]) => renderRelation(rel, value, context));
}
