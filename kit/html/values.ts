import { isObject } from '../util/is-object.ts';
import { parseUrl } from '../util/parse-url.ts';
import { html, type Markup } from './markup.ts';
import { titleOfMember, type Titles } from './title.ts';

/** Whether a page may link to a URL: absolute, with the scheme `http` or `https`. */
export const isWebUrl = (text: string): boolean =>
  /^https?:\/\//i.test(text) && ['http:', 'https:'].includes(parseUrl(text)?.protocol ?? '');

/** Renders a URL as a link, or as text if it is of another scheme, such as `javascript:`. */
export const linkTo = (href: string, label: string): Markup =>
  isWebUrl(href) ? html`<a href="${href}">${label}</a>` : html`${label}`;

/** Renders a value: a text that is a URL as a link, lists and objects with their members. */
export function renderValue(value: unknown, titles: Titles = {}): Markup {
  if (value === null || value === undefined) return html`–`;
  if (typeof value === 'string') return linkTo(value, value);
  if (Array.isArray(value)) return renderList(value);
  if (isObject(value)) return renderMembers(Object.entries(value), titles);
  return html`${JSON.stringify(value)}`;
}

function renderList(values: readonly unknown[]): Markup {
  if (values.length === 0) return html`–`;
  if (values.every((value) => typeof value === 'string')) return html`${values.join(', ')}`;
  return html`<ul>
    ${values.map((value) => html`<li>${renderValue(value)}</li>`)}
  </ul>`;
}

/** Renders members with their titles. */
export const renderMembers = (members: readonly (readonly [string, unknown])[], titles: Titles = {}): Markup =>
  html`<dl>
    ${members.map(
      ([name, value]) =>
        html`<dt>${titleOfMember(name, titles)}</dt>
          <dd>${renderValue(value)}</dd>`,
    )}
  </dl>`;
