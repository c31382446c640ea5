/** The part of a browser's document that tells whether somebody can see the page. */
export type Visibility = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

const changed = 'visibilitychange';
const isHidden = ({ visibilityState }: Visibility): boolean => visibilityState === 'hidden';

/** Waits until the page can be seen, or until `signal` is aborted. */
export async function untilVisible(visibility: Visibility, signal: AbortSignal): Promise<void> {
  if (!isHidden(visibility) || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const check = (): void => {
      if (isHidden(visibility) && !signal.aborted) return;
      visibility.removeEventListener(changed, check);
      signal.removeEventListener('abort', check);
      resolve();
    };
    visibility.addEventListener(changed, check);
    signal.addEventListener('abort', check);
  });
}

interface SeenOptions {
  /** Milliseconds for which the page may be hidden. */
  readonly hiddenMs: number;
  readonly closing: AbortSignal;
}

/** Returns a signal that is aborted when the page has been hidden for long or is closing, and what ends watching it. */
export function whileSeen(
  visibility: Visibility,
  { hiddenMs, closing }: SeenOptions,
): { readonly signal: AbortSignal; end(): void } {
  const aborter = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const abort = (): void => aborter.abort();
  const check = (): void => {
    clearTimeout(timer);
    if (isHidden(visibility)) timer = setTimeout(abort, hiddenMs);
  };
  visibility.addEventListener(changed, check);
  closing.addEventListener('abort', abort);
  if (closing.aborted) abort();
  check();
  return {
    signal: aborter.signal,
    end: () => {
      clearTimeout(timer);
      visibility.removeEventListener(changed, check);
      closing.removeEventListener('abort', abort);
    },
  };
}
