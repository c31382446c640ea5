import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ShownDocument } from '../model/document.ts';
import {
  atServicesOf,
  credentialsFor,
  renew,
  renewalDelay,
  restoreSession,
  signIn,
  storeSession,
  type SignedIn,
} from '../net/session.ts';
import { open, send, type PageRequest } from '../net/send.ts';

export interface SessionHandle {
  readonly session: SignedIn | undefined;
  /**
   * Who the documents are read as. It stays when a session ends by itself: what somebody was writing is not replaced by
   * a refusal.
   */
  readonly reader: string | undefined;
  /** Signs in. Returns the refusal; undefined if it succeeded. */
  signIn(username: string, password: string): Promise<ShownDocument | undefined>;
  signOut(): void;
  /** Reads from the root anew where the services are that get the token. */
  readRoot(root: ShownDocument): void;
  /** Sends a request, with the token if its service is one of the root's. */
  send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument>;
  /** Sends such a request, and resolves when the headers of its response are there. @throws AbortError, TypeError */
  open(request: PageRequest, signal?: AbortSignal): Promise<Response>;
}

const retryMs = 5000;

const withCredentials = (request: PageRequest, session: SignedIn | undefined): PageRequest => ({
  ...request,
  headers: { ...request.headers, ...credentialsFor(session, request.url) },
});

/** Who is signed in. The token is renewed before it ends; `onEnd` is called when it cannot be. */
export function useSession(rootUrl: string, onEnd: () => void): SessionHandle {
  const [session, setSession] = useState(() => restoreSession(sessionStorage, Date.now()));
  const [reader, setReader] = useState(session?.username);
  // Requests that are sent later take the token of then.
  const current = useRef(session);
  const keep = useCallback((next: SignedIn | undefined): void => {
    current.current = next;
    storeSession(sessionStorage, next);
    setSession(next);
  }, []);

  useEffect(() => {
    if (session === undefined) return undefined;
    let timer = setTimeout(() => void attempt(), renewalDelay(session, Date.now()));
    let isStopped = false;
    const attempt = async (): Promise<void> => {
      const renewal = await renew(session, rootUrl);
      if (isStopped) return;
      if (renewal.kind === 'renewed') return keep(renewal.session);
      if (renewal.kind === 'unavailable') return void (timer = setTimeout(() => void attempt(), retryMs));
      keep(undefined);
      onEnd();
    };
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }, [session]);

  return {
    session,
    reader,
    signIn: async (username, password) => {
      const result = await signIn(rootUrl, username, password);
      if (!result.ok) return result.response;
      keep(result.session);
      setReader(username);
      return undefined;
    },
    signOut: () => {
      keep(undefined);
      setReader(undefined);
    },
    readRoot: useCallback((root) => {
      if (current.current !== undefined) keep(atServicesOf(current.current, root));
    }, []),
    send: useCallback((request, signal) => send(withCredentials(request, current.current), signal), []),
    open: useCallback((request, signal) => open(withCredentials(request, current.current), signal), []),
  };
}
