import { linkOf } from '../model/hal.ts';
import type { ShownDocument } from '../model/document.ts';
import { asObject, asText } from '../model/json.ts';
import type { PageRequest } from '../net/send.ts';
import { membersOf, urlEncoded } from './body.ts';
import type { Form } from './template.ts';
import type { FormValues } from './validate.ts';

const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');

/** Returns the entity tag that a change of the target needs: that of the document which the form belongs to. */
export function entityTagFor({ target, method }: Form, { body, url, headers }: ShownDocument): string | undefined {
  if (!['PUT', 'PATCH', 'DELETE'].includes(method)) return undefined;
  const changed = ['self', 'item'].map((rel) => linkOf(body, rel, url)?.href ?? (rel === 'self' ? url : ''));
  if (!changed.some((each) => withoutQuery(each) === withoutQuery(target))) return undefined;
  const tag = asText(asObject(body)['_etag']);
  return tag === undefined ? headers['etag'] : `"${tag.replaceAll('"', '')}"`;
}

/** The content type in which a form is sent. */
const isUrlEncoded = ({ contentType }: Form): boolean => contentType.startsWith('application/x-www-form-urlencoded');

function withQuery(target: string, members: Readonly<Record<string, unknown>>): string {
  const query = urlEncoded(members);
  const url = target.replace(/#.*$/, '');
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** Returns the request of a form. `GET` and `DELETE` have their fields in the query. */
export function requestOf(form: Form, values: FormValues, entityTag: string | undefined): PageRequest {
  const { method, target, contentType } = form;
  const members = membersOf(form, values);
  const precondition: Record<string, string> = entityTag === undefined ? {} : { 'if-match': entityTag };
  if (method === 'GET' || method === 'DELETE')
    return { method, url: withQuery(target, members), headers: precondition };
  if (form.fields.length === 0) return { method, url: target, headers: precondition };
  const body = isUrlEncoded(form) ? urlEncoded(members) : JSON.stringify(members);
  return { method, url: target, headers: { ...precondition, 'content-type': contentType }, body };
}
