import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Page, usePage, type PageContext } from '../../../../kit/html/client/components/context.ts';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { movedRequest } from '../hypermedia/resend.ts';
import type { Trail } from '../hypermedia/trail.ts';
import { useApp } from './context.ts';

interface FormScopeProps {
  /** The way to the document whose forms these are, and how it was asked for. */
  readonly trail: Trail;
  readonly prefer?: string;
  readonly document: ShownDocument;
  /** Where to go when the document is removed. */
  readonly above?: string;
  /** Called after a form has changed the document. */
  reload(): void;
  readonly children: ComponentChildren;
}

/** Forms of a document. If its service has moved, they are sent to where it is now: all of them can be repeated. */
export const FormScope = ({ trail, prefer, document, above, reload, children }: FormScopeProps) => {
  const page = usePage();
  const { navigator } = useApp();
  const scoped = useMemo((): PageContext => {
    const send: PageContext['send'] = async (request, signal) => {
      const response = await page.send(request, signal);
      if (response.status !== 0 || request.method === 'GET') return response;
      const now = await navigator.load(trail, prefer === undefined ? {} : { headers: { prefer } });
      const moved = isSuccess(now) ? movedRequest(request, document, now) : undefined;
      return moved === undefined ? response : page.send(moved, signal);
    };
    const go = (url: string): void => {
      if (above === undefined || navigator.identify(url) !== undefined) page.go(url);
      else location.hash = above;
    };
    return { ...page, send, go, reload };
  }, [page, document]);
  return <Page.Provider value={scoped}>{children}</Page.Provider>;
};
