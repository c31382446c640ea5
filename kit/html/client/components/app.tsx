import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { fragmentOf } from '../address/fragment.ts';
import type { Navigation } from '../address/navigation.ts';
import type { PageData } from '../model/document.ts';
import { titleOf } from '../model/titles.ts';
import { Aside } from './aside.tsx';
import { LiveNews, Page, type PageContext } from './context.ts';
import { DocumentView } from './document-view.tsx';
import { Header } from './header.tsx';
import { SignIn } from './sign-in.tsx';
import { useArrival } from './use-arrival.ts';
import { useDocument } from './use-document.ts';
import { useLive } from './use-live.ts';
import { useMessage } from './use-message.ts';
import { useSession } from './use-session.ts';

/** Moves the focus to the document, past the header. */
const skipToMain = (event: Event): void => {
  event.preventDefault();
  document.querySelector<HTMLElement>('main h1')?.focus();
};

interface AppProps {
  readonly page: PageData;
  readonly navigation: Navigation;
}

/** The page: a header, the document that the address names, and the same document for programs. */
export const App = ({ page, navigation }: AppProps) => {
  const { document: embedded, root, graphql, product, titles } = page;
  const rootUrl = root ?? new URL('/', embedded.url).href;
  const [message, announce] = useMessage();
  const [isSigningIn, setSigningIn] = useState(false);
  const handle = useSession(rootUrl, () => {
    announce('Your session has ended. Sign in again to go on.');
    setSigningIn(true);
  });
  const { session, signIn, signOut, send } = handle;
  const shown = useDocument(navigation, embedded, handle);
  const { document, isLoading, isSlow, isReady, reload } = shown;
  const context = useMemo(
    (): PageContext => ({
      ...{ rootUrl, product, titles, isSigningIn, addressOf: fragmentOf, showsRequests: true },
      session,
      send,
      go: navigation.go,
      reload,
      announce,
      askToSignIn: () => setSigningIn(true),
    }),
    [session, isSigningIn],
  );
  useArrival(shown, product);
  const { news, report } = useLive(shown, handle);
  useLayoutEffect(() => setSigningIn(isReady && document.status === 401 && session === undefined), [document]);
  const enter = async (username: string, password: string) => {
    const refusal = await signIn(username, password);
    if (refusal !== undefined) return refusal;
    setSigningIn(false);
    announce(`Signed in as ${username}`);
    return undefined;
  };
  const leave = (): void => {
    signOut();
    announce('Signed out');
  };
  return (
    <Page.Provider value={context}>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the document
      </a>
      <Header
        product={product}
        rootUrl={rootUrl}
        url={isReady ? document.url : shown.place.url}
        go={navigation.go}
        session={session}
        signOut={leave}
        isSigningIn={isSigningIn}
        toggleSignIn={() => setSigningIn(!isSigningIn)}
      />
      <div class="progress" role="progressbar" aria-label="Loading" hidden={!isSlow} />
      <div class="columns">
        <main id="main" aria-busy={isLoading}>
          {isSigningIn && session === undefined && <SignIn signIn={enter} close={() => setSigningIn(false)} />}
          <LiveNews.Provider value={news}>
            {isReady ? <DocumentView {...shown} /> : <h1 tabIndex={-1}>Loading…</h1>}
          </LiveNews.Provider>
        </main>
        {isReady && <Aside document={document} graphql={graphql} />}
      </div>
      <p class={message === '' ? 'message hidden' : 'message'} role="status">
        {message || (isReady && shown.version > 0 ? titleOf(document) : '')}
      </p>
      <p class="hidden" role="status" aria-label="Changes" children={report} />
    </Page.Provider>
  );
};
