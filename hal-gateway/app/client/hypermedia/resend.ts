import { formsOf } from '../../../../kit/html/client/forms/template.ts';
import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import type { PageRequest } from '../../../../kit/html/client/net/send.ts';

const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');

/**
 * Returns the request of a form for where its document is now: undefined if the form is not there any more, or if its
 * target is where it was.
 */
export function movedRequest(request: PageRequest, before: ShownDocument, now: ShownDocument): PageRequest | undefined {
  const isSent = ({ method, target }: { readonly method: string; readonly target: string }): boolean =>
    method === request.method && withoutQuery(target) === withoutQuery(request.url);
  const sent = formsOf(before.body, before.url).find(isSent);
  const form = formsOf(now.body, now.url).find(({ key, method }) => key === sent?.key && method === request.method);
  if (form === undefined || withoutQuery(form.target) === withoutQuery(request.url)) return undefined;
  return { ...request, url: withoutQuery(form.target) + request.url.slice(withoutQuery(request.url).length) };
}
