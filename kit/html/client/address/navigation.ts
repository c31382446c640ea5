import { fragmentOf, urlOfFragment } from './fragment.ts';

/** Where the page is. */
export interface Place {
  readonly url: string;
  /** Identifies the entry of the session history. */
  readonly entry: number;
  /** How far down the page was when it was left; undefined if it is new. */
  readonly scrollTop: number | undefined;
}

export interface Navigation {
  current(): Place;
  /** Shows another document; the same one as a new entry too. */
  go(url: string): void;
  /** Calls back when the place changes. Returns what ends that. */
  subscribe(listener: (place: Place) => void): () => void;
}

const entryOf = (state: unknown): number | undefined =>
  typeof state === 'object' && state !== null && 'entry' in state && typeof state.entry === 'number'
    ? state.entry
    : undefined;

/**
 * Follows the fragment of the page's address, which names the document that is shown. Links are plain links to
 * fragments; the browser's history has them all. Without a fragment the page shows the document at its own URL.
 */
export function createNavigation(window: Window, pageUrl: string): Navigation {
  const { history, location } = window;
  const scrolls = new Map<number, number>();
  const listeners = new Set<(place: Place) => void>();
  let entries = Date.now();
  const begin = (): number => {
    entries += 1;
    history.replaceState({ entry: entries }, '');
    return entries;
  };
  const urlNow = (): string => urlOfFragment(location.hash) ?? pageUrl;
  history.scrollRestoration = 'manual';
  let place: Place = { url: urlNow(), entry: entryOf(history.state) ?? begin(), scrollTop: undefined };
  const moveTo = (next: Place): void => {
    place = next;
    for (const listener of listeners) listener(next);
  };
  window.addEventListener('popstate', () => {
    scrolls.set(place.entry, window.scrollY);
    const entry = entryOf(history.state);
    moveTo({ url: urlNow(), entry: entry ?? begin(), scrollTop: entry === undefined ? undefined : scrolls.get(entry) });
  });
  return {
    current: () => place,
    go: (url) => {
      if (location.hash === fragmentOf(url)) moveTo({ url, entry: begin(), scrollTop: undefined });
      else location.hash = fragmentOf(url);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
