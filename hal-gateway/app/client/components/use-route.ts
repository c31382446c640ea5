import { useLayoutEffect, useState } from 'preact/hooks';
import { parseFragment, type Route } from '../routes/route.ts';

/** Follows the fragment of the page's address. Links are plain links to fragments; the browser's history has them. */
export function useRoute(home: string): Route {
  const [fragment, setFragment] = useState(location.hash);
  // Before the browser goes on: the address may change at once.
  useLayoutEffect(() => {
    const follow = (): void => setFragment(location.hash);
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return parseFragment(fragment, home);
}
