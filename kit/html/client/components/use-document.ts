import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Navigation, Place } from '../address/navigation.ts';
import type { ShownDocument } from '../model/document.ts';
import type { SessionHandle } from './use-session.ts';
import { useSlow } from './use-slow.ts';

interface Shown {
  readonly document: ShownDocument;
  /** Whether the document was removed while it was shown. */
  readonly isRemoved: boolean;
  /** The place of the document; that of the page is another one while it is loading. */
  readonly place: Place;
  /** Counts what was shown: each time the heading takes the focus. */
  readonly version: number;
}

/** The document that is shown. */
export interface DocumentHandle extends Shown {
  /** Whether `document` is what the address names; only at first it may not be. */
  readonly isReady: boolean;
  readonly isLoading: boolean;
  /** Whether the next document has been loading for long. */
  readonly isSlow: boolean;
  reload(): void;
  /** Replaces what is shown by a later state of it, in place, unless another version is shown now. */
  update(version: number, later: Partial<Pick<Shown, 'document' | 'isRemoved'>>): void;
}

/** Loads the document that the address names. Until it is there, the page shows what it has. */
export function useDocument(
  navigation: Navigation,
  embedded: ShownDocument,
  { send, reader }: SessionHandle,
): DocumentHandle {
  const [shown, setShown] = useState<Shown>({
    ...{ document: embedded, isRemoved: false },
    ...{ place: navigation.current(), version: 0 },
  });
  const [place, setPlace] = useState(navigation.current);
  const [reloads, setReloads] = useState(0);
  const [isLoading, setLoading] = useState(false);
  const isEmbedded = shown.version === 0 && reloads === 0 && place.url === embedded.url && reader === undefined;
  // Before the browser goes on: the address may change at once.
  useLayoutEffect(() => navigation.subscribe(setPlace), []);

  useEffect(() => {
    if (isEmbedded) return undefined;
    const aborter = new AbortController();
    setLoading(true);
    void send({ method: 'GET', url: place.url }, aborter.signal).then(
      (document) => {
        setLoading(false);
        setShown(({ version }) => ({ document, isRemoved: false, place, version: version + 1 }));
      },
      () => undefined,
    );
    return () => aborter.abort();
  }, [place, reloads, reader]);

  return {
    ...shown,
    // What the server put into the page is for nobody in particular: a refusal is not shown to somebody.
    isReady: shown.version > 0 || (place.url === embedded.url && (reader === undefined || embedded.status < 400)),
    isLoading,
    isSlow: useSlow(isLoading),
    reload: useCallback(() => setReloads((count) => count + 1), []),
    update: useCallback(
      (version, later) => setShown((before) => (before.version === version ? { ...before, ...later } : before)),
      [],
    ),
  };
}
