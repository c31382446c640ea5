import { useEffect, useMemo, useState } from 'preact/hooks';
import { Page, type PageContext } from '../../../../kit/html/client/components/context.ts';
import { SignIn } from '../../../../kit/html/client/components/sign-in.tsx';
import { useMessage } from '../../../../kit/html/client/components/use-message.ts';
import { useSession } from '../../../../kit/html/client/components/use-session.ts';
import { createNavigator } from '../hypermedia/navigator.ts';
import { createStreamOpener } from '../hypermedia/open-stream.ts';
import { linkTo } from '../routes/route.ts';
import { home, views } from '../views/views.ts';
import { AppState, type AppContext } from './context.ts';
import { Shell } from './shell.tsx';
import { useRoute } from './use-route.ts';

interface AppProps {
  readonly rootUrl: string;
  readonly product: string;
  readonly graphql: string | undefined;
}

/** The booking page. It knows the root, and goes everywhere from there by links. */
export const App = ({ rootUrl, product, graphql }: AppProps) => {
  const route = useRoute(home);
  const [message, announce] = useMessage();
  const [isSigningIn, setSigningIn] = useState(false);
  const handle = useSession(rootUrl, () => {
    announce('Your session has ended. Sign in again to go on.');
    setSigningIn(true);
  });
  const { session, reader, send, readRoot } = handle;
  const navigator = useMemo(() => createNavigator({ rootUrl, send, onRoot: readRoot }), [rootUrl]);

  const addressOf = (url: string): string => {
    const identity = navigator.identify(url);
    return identity !== undefined && views.some(({ name }) => name === identity.rel)
      ? linkTo(identity.rel, identity.id)
      : url;
  };
  const page = useMemo(
    (): PageContext => ({
      ...{ rootUrl, product, titles: {}, isSigningIn, session, send, addressOf, announce, showsRequests: false },
      go: (url) => void (location.href = addressOf(url)),
      // Each part of a view that has forms reads its own document again.
      reload: () => undefined,
      askToSignIn: () => setSigningIn(true),
    }),
    [session, isSigningIn],
  );
  const app = useMemo(
    (): AppContext => ({
      navigator,
      reader,
      open: handle.open,
      openStream: createStreamOpener({ navigator, open: handle.open }),
    }),
    [reader],
  );

  // Whoever signs in or out sees other links, such as that to the own account.
  const enter = async (username: string, password: string) => {
    const refusal = await handle.signIn(username, password);
    if (refusal !== undefined) return refusal;
    navigator.forget();
    setSigningIn(false);
    announce(`Signed in as ${username}`);
    return undefined;
  };
  const leave = (): void => {
    handle.signOut();
    navigator.forget();
    announce('Signed out');
  };
  useEffect(() => {
    if (session === undefined) setSigningIn(false);
  }, [route.view]);

  const view = views.find(({ name }) => name === route.view);
  return (
    <Page.Provider value={page}>
      <AppState.Provider value={app}>
        <Shell {...{ route, graphql, message }} toggleSignIn={() => setSigningIn(!isSigningIn)} signOut={leave}>
          {isSigningIn && session === undefined && <SignIn signIn={enter} close={() => setSigningIn(false)} />}
          {view === undefined ? (
            <p>
              There is nothing at this address. <a href={linkTo(home)}>See all venues</a>
            </p>
          ) : (
            <view.Component key={`${route.view}/${route.id ?? ''}`} route={route} />
          )}
        </Shell>
      </AppState.Provider>
    </Page.Provider>
  );
};
