import type { FinishedResponse } from '../http/page.ts';
import { isObject } from '../util/is-object.ts';
import { fieldsOf, renderEmbedded } from './embedded.ts';
import { linksOf, renderLinks, renderPaging } from './links.ts';
import { html, type Markup } from './markup.ts';
import type { Titles } from './title.ts';
import { linkTo, renderMembers, renderValue } from './values.ts';

/** What the main part of a page depends on. */
export interface MainContent extends FinishedResponse {
  readonly url: string;
  readonly title: string;
  /** The titles of the fields of the part's resource. */
  readonly titles: Titles;
}

type Members = Readonly<Record<string, unknown>>;

/** Members of documents that have a place of their own, or that the links show. */
const isShown = (name: string): boolean =>
  ['_id', '_created', '_updated', '_not_embedded'].includes(name) || !name.startsWith('_');

/** Renders the forms that are available now. */
function renderForms({ _templates: templates }: Members): Markup | undefined {
  const forms = isObject(templates) ? Object.values(templates).filter(isObject) : [];
  if (forms.length === 0) return undefined;
  const items = forms.map(({ title, method }) => html`<li>${String(title)} <small>${String(method)}</small></li>`);
  return html`<section aria-labelledby="actions">
    <h2 id="actions">What you can do now</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}

/** Renders which page of a list it is. */
function renderPosition({ _meta: meta }: Members): Markup | undefined {
  if (!isObject(meta)) return undefined;
  return html`<p>Page ${String(meta['page'])}; ${String(meta['total'])} in all.</p>`;
}

function renderDocument(document: Members, { url, titles }: MainContent): Markup {
  const links = linksOf(document);
  const members = Object.entries(document).filter(([name]) => isShown(name));
  const fields = members.length === 0 ? undefined : renderMembers(members, titles);
  const embedded = renderEmbedded(document, { titles, url });
  return html`${fields}${renderForms(document)}${renderPosition(document)}${embedded}${renderPaging(links)}${renderLinks(links, url)}`;
}

/** Renders a problem: what is wrong, with each invalid field. */
function renderProblem(problem: Members, { signIn, titles }: MainContent): Markup {
  const { _issues: issues, detail } = problem;
  const others = fieldsOf(problem).filter(([name]) => !['title', 'detail', 'issues'].includes(name));
  const offer = signIn === undefined ? undefined : html`<p>${linkTo(signIn, 'Sign in with a password')}</p>`;
  return html`<p role="alert">${renderValue(detail)}</p>
    ${isObject(issues) ? renderMembers(Object.entries(issues), titles) : undefined}${offer}${renderMembers(others)}`;
}

function renderBody(content: MainContent): Markup {
  const { body, status } = content;
  if (!isObject(body)) return renderValue(body);
  return status >= 400 && 'detail' in body ? renderProblem(body, content) : renderDocument(body, content);
}

/** Renders what a page shows of a response. */
export const renderMain = (content: MainContent): Markup =>
  html`<main>
    <h1>${content.title}</h1>
    ${renderBody(content)}
  </main>`;
