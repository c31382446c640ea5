import { useEffect, useRef } from 'preact/hooks';
import { followChanges } from '../../../../kit/html/client/net/changes.ts';
import { follow, keyOf, type Trail } from '../hypermedia/trail.ts';
import { useApp } from './context.ts';

/** Changes that come together are told once. */
const pauseMs = 150;

/**
 * Calls back after changes of the document or the list at the end of a trail, and when the stream that tells of them has
 * begun: it may have changed before. Without a trail, nothing is followed.
 */
export function useChanges(trail: Trail | undefined, onChange: () => void): void {
  const { openStream, reader } = useApp();
  const callback = useRef(onChange);
  callback.current = onChange;
  useEffect(() => {
    if (trail === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      timer = undefined;
      callback.current();
    };
    const stream = follow(trail, 'eb:changes');
    const close = followChanges({
      open: (headers, signal) => openStream(stream, headers, signal),
      onMessage: () => void (timer ??= setTimeout(tell, pauseMs)),
    });
    return () => {
      close();
      clearTimeout(timer);
    };
  }, [trail === undefined ? '' : keyOf(trail), reader]);
}
