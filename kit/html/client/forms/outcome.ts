import type { ShownDocument } from '../model/document.ts';
import { linkOf } from '../model/hal.ts';
import { asObject, asText } from '../model/json.ts';
import type { Form } from './template.ts';

/** What the page does after a form succeeded: it says so, and shows another document, or this one again. */
export interface FormOutcome {
  readonly message: string;
  /** The document to show; undefined for the present one. */
  readonly url: string | undefined;
}

const done: Readonly<Record<string, string>> = { POST: 'Created', PUT: 'Done', PATCH: 'Saved', DELETE: 'Removed' };

const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');

/** Returns where to go when the document is gone: to what it was part of, or to the root. */
function afterRemoval({ body, url }: ShownDocument, rootUrl: string): string {
  const above = ['collection', 'parent', 'up'].map((rel) => linkOf(body, rel, url)?.href);
  return above.find((href) => href !== undefined) ?? rootUrl;
}

/** Returns what follows from the success of a form that `document` had. */
export function outcomeOf(
  form: Form,
  response: ShownDocument,
  { document, rootUrl }: { readonly document: ShownDocument; readonly rootUrl: string },
): FormOutcome {
  const message = asText(asObject(response.body)['message']) ?? done[form.method] ?? 'Done';
  const self = linkOf(document.body, 'self', document.url)?.href ?? document.url;
  const item = linkOf(document.body, 'item', document.url);
  const isForm = item !== undefined && !item.templated;
  const changed = isForm ? item.href : self;
  if (form.method === 'DELETE' && withoutQuery(form.target) === withoutQuery(changed))
    return { message, url: afterRemoval(document, rootUrl) };
  if (form.method === 'POST') {
    const location = response.headers['location'];
    const created =
      location === undefined ? linkOf(response.body, 'self', response.url)?.href : new URL(location, form.target).href;
    if (created !== undefined) return { message, url: created };
  }
  return { message, url: isForm ? item.href : undefined };
}
