import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageRequest } from '../../../../kit/html/client/net/send.ts';
import type { Navigator } from '../hypermedia/navigator.ts';
import type { OpenStream } from '../hypermedia/open-stream.ts';

/** What the views share besides what all pages do (`usePage`). */
export interface AppContext {
  readonly navigator: Navigator;
  /** Who the documents are read as; undefined if nobody is signed in. */
  readonly reader: string | undefined;
  /** Sends a request with the caller's credentials, and resolves when the headers of its response are there. */
  open(request: PageRequest, signal?: AbortSignal): Promise<Response>;
  /** Opens a stream, with the caller's credentials. */
  readonly openStream: OpenStream;
}

export const AppState = createContext<AppContext | undefined>(undefined);

/** Returns what the views share. */
export function useApp(): AppContext {
  const context = useContext(AppState);
  if (context === undefined) throw new Error('this component needs the app around it');
  return context;
}
