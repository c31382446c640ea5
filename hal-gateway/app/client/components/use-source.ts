import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { useSlow } from '../../../../kit/html/client/components/use-slow.ts';
import { keyOf, type Trail } from '../hypermedia/trail.ts';
import { useApp } from './context.ts';

/** A document of a view. */
export interface Source {
  /** The document that was read last, or the refusal if none ever was; undefined until there is an answer. */
  readonly document: ShownDocument | undefined;
  /** The failure of the last attempt to read it again, while an older one is shown. */
  readonly failure: ShownDocument | undefined;
  readonly isLoading: boolean;
  /** Whether it has been loading for so long that a spinner is due. */
  readonly isSlow: boolean;
  /** Reads it again. What is shown stays until there is an answer. */
  reload(): void;
}

interface Answer {
  readonly document?: ShownDocument | undefined;
  readonly failure?: ShownDocument | undefined;
}

/** An older document stays when a service does not answer; a refusal takes its place. */
const replace = (before: Answer, next: ShownDocument): Answer =>
  next.status === 0 && before.document !== undefined && isSuccess(before.document)
    ? { document: before.document, failure: next }
    : { document: next };

/**
 * Reads the document at the end of a trail, and again when the trail or the reader changes.
 *
 * @param prefer Preferences (RFC 7240), such as what to embed
 */
export function useSource(trail: Trail | undefined, prefer?: string): Source {
  const { navigator, reader } = useApp();
  const [answer, setAnswer] = useState<Answer>({});
  const [isLoading, setLoading] = useState(trail !== undefined);
  const [reloads, setReloads] = useState(0);
  const key = trail === undefined ? undefined : keyOf(trail);
  const shownReader = useRef(reader);

  useEffect(() => {
    if (trail === undefined) return undefined;
    const aborter = new AbortController();
    if (shownReader.current !== reader) setAnswer({});
    shownReader.current = reader;
    setLoading(true);
    const options = { signal: aborter.signal, headers: prefer === undefined ? {} : { prefer } };
    void navigator.load(trail, options).then(
      (next) => {
        if (aborter.signal.aborted) return;
        setLoading(false);
        setAnswer((before) => replace(before, next));
      },
      () => undefined,
    );
    return () => aborter.abort();
  }, [key, reader, reloads]);

  return {
    document: answer.document,
    failure: answer.failure,
    isLoading,
    isSlow: useSlow(isLoading),
    reload: useCallback(() => setReloads((count) => count + 1), []),
  };
}
