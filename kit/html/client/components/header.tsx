import { useEffect, useState } from 'preact/hooks';
import { isWebUrl, parseUrl } from '../model/hal.ts';
import type { SignedIn } from '../net/session.ts';
import { HalLink } from './hal-link.tsx';

interface AddressProps {
  readonly url: string;
  go(url: string): void;
}

/** The URL of the document, which can be changed. */
const Address = ({ url, go }: AddressProps) => {
  const [typed, setTyped] = useState(url);
  useEffect(() => setTyped(url), [url]);
  const submit = (event: Event): void => {
    event.preventDefault();
    const address = isWebUrl(typed) ? typed : `http://${typed}`;
    const parsed = parseUrl(address);
    if (parsed !== undefined) go(parsed);
  };
  return (
    <form class="address" role="search" aria-label="Address" onSubmit={submit}>
      <label for="address" class="hidden">
        Address of the document
      </label>
      <input
        id="address"
        inputMode="url"
        spellcheck={false}
        autoCapitalize="none"
        autoComplete="off"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <button class="quiet">Go</button>
    </form>
  );
};

interface AccountProps {
  readonly session: SignedIn | undefined;
  readonly isSigningIn: boolean;
  toggleSignIn(): void;
  signOut(): void;
}

const Account = ({ session, isSigningIn, toggleSignIn, signOut }: AccountProps) =>
  session === undefined ? (
    <button type="button" aria-expanded={isSigningIn} onClick={toggleSignIn}>
      Sign in
    </button>
  ) : (
    <p class="account">
      {session.account === undefined ? (
        <span>{session.username}</span>
      ) : (
        <HalLink href={session.account}>{session.username}</HalLink>
      )}
      <button type="button" class="quiet" onClick={signOut}>
        Sign out
      </button>
    </p>
  );

interface HeaderProps extends AddressProps, AccountProps {
  readonly product: string;
  readonly rootUrl: string;
}

/** The bar above every document: the way to the root, the address, and who is signed in. */
export const Header = ({ product, rootUrl, url, go, ...account }: HeaderProps) => (
  <header class={account.session === undefined ? 'bar' : 'bar signed-in'}>
    <HalLink href={rootUrl} class="brand" label={product}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <rect x="2" y="4" width="20" height="18" rx="4" />
        <path d="M7 2v4M17 2v4M7 14l3.5 3.5L17 11" />
      </svg>
      <span>{product}</span>
    </HalLink>
    <Address url={url} go={go} />
    <Account {...account} />
  </header>
);
