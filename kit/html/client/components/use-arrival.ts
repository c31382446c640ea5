import { useLayoutEffect } from 'preact/hooks';
import { titleOf } from '../model/titles.ts';
import type { DocumentHandle } from './use-document.ts';

/**
 * Arrives at a document that has been loaded: names the page after it, focuses its heading, and shows the part of it
 * that was in view when it was left.
 */
export function useArrival({ document: shown, version, place, isReady }: DocumentHandle, product: string): void {
  useLayoutEffect(() => {
    if (isReady) document.title = `${titleOf(shown)} · ${product}`;
  }, [shown, isReady]);
  useLayoutEffect(() => {
    if (!isReady || version === 0) return;
    // Whoever is signing in stays in that form.
    const isTyping = document.activeElement?.closest('.sign-in') != null;
    if (!isTyping) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    window.scrollTo(0, place.scrollTop ?? 0);
  }, [version, isReady]);
}
