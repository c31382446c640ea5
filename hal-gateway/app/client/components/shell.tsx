import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { linkTo, type Route } from '../routes/route.ts';
import { home } from '../views/views.ts';
import { Menu } from './menu.tsx';

const Logo = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
    <rect x="2" y="4" width="20" height="18" rx="4" />
    <path d="M7 2v4M17 2v4M7 14l3.5 3.5L17 11" />
  </svg>
);

interface AccountProps {
  toggleSignIn(): void;
  signOut(): void;
}

const Account = ({ toggleSignIn, signOut }: AccountProps) => {
  const { session, isSigningIn, addressOf } = usePage();
  if (session === undefined)
    return (
      <button type="button" aria-expanded={isSigningIn} onClick={toggleSignIn}>
        Sign in
      </button>
    );
  return (
    <p class="account">
      {session.account === undefined ? (
        <span>{session.username}</span>
      ) : (
        <a href={addressOf(session.account)}>{session.username}</a>
      )}
      <button type="button" class="quiet" onClick={signOut}>
        Sign out
      </button>
    </p>
  );
};

interface ShellProps extends AccountProps {
  readonly route: Route;
  readonly graphql: string | undefined;
  readonly message: string;
  readonly children: ComponentChildren;
}

/** What is around every view: the menu, who is signed in, messages, and the ways to the rest of the system. */
export const Shell = ({ route, graphql, message, children, ...account }: ShellProps) => {
  const { product, rootUrl } = usePage();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirst.current = false;
  }, [route.view, route.id]);
  const skip = (event: Event): void => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="app-bar">
        <a href={linkTo(home)} class="brand" aria-label={product}>
          <Logo />
          <span>{product}</span>
        </a>
        <Menu route={route} />
        <Account {...account} />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer class="app-footer">
        <a href={rootUrl}>The documents behind this page</a>
        {graphql !== undefined && <a href={graphql}>GraphQL playground</a>}
      </footer>
      <p class={message === '' ? 'message hidden' : 'message'} role="status">
        {message}
      </p>
    </>
  );
};
