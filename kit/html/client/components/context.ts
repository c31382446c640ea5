import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { noNews, type News } from '../live/news.ts';
import type { ShownDocument } from '../model/document.ts';
import type { PageRequest } from '../net/send.ts';
import type { SignedIn } from '../net/session.ts';

/** What the parts of the page share. */
export interface PageContext {
  readonly rootUrl: string;
  readonly product: string;
  /** The titles of the fields of the page's own resource, by their names. */
  readonly titles: Readonly<Record<string, string>>;
  readonly isSigningIn: boolean;
  readonly session: SignedIn | undefined;
  /** Whether forms show their request as `curl`. */
  readonly showsRequests: boolean;
  /** Returns the address at which this page shows a document. */
  addressOf(url: string): string;
  /** Sends a request, with the token if the service is one of the root's. */
  send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument>;
  /** Shows another document. */
  go(url: string): void;
  /** Reads the document again. */
  reload(): void;
  /** Says something to users of screen readers, and shows it for a while. */
  announce(text: string): void;
  /** Opens the form to sign in. */
  askToSignIn(): void;
}

/** What has changed last in the document that is shown. */
export const LiveNews = createContext<News>(noNews);

export const Page = createContext<PageContext | undefined>(undefined);

/** Returns what the parts of the page share. */
export function usePage(): PageContext {
  const context = useContext(Page);
  if (context === undefined) throw new Error('this component needs a page around it');
  return context;
}
