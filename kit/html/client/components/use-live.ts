import { useEffect, useState } from 'preact/hooks';
import { keepLive } from '../live/live-document.ts';
import { describeNews, mergeNews, newsBetween, noNews, type News } from '../live/news.ts';
import { createThrottle } from '../live/throttle.ts';
import type { DocumentHandle } from './use-document.ts';
import type { SessionHandle } from './use-session.ts';

/** Milliseconds that a document is shown before its changes are asked for: who passes by needs none. */
const settlingMs = 300;
/** The most milliseconds until a change is told to screen readers, with those that follow. */
const tellingMs = 3000;

export interface LiveHandle {
  /** What has changed last, to be marked. */
  readonly news: News;
  /** What screen readers are told. */
  readonly report: string;
}

/** Keeps the shown document up to date. One stream is open for it, which ends when the page moves on. */
export function useLive(shown: DocumentHandle, { open, send, session }: SessionHandle): LiveHandle {
  const { document, isReady, version, update } = shown;
  const [live, setLive] = useState<LiveHandle>({ news: noNews, report: '' });
  useEffect(() => {
    setLive({ news: noNews, report: '' });
    if (!isReady) return undefined;
    // Of this version: the page may show another one already before this is ended.
    let current = document;
    let news = noNews;
    const telling = createThrottle(() => {
      setLive({ news: noNews, report: describeNews(news, current) });
      news = noNews;
    }, tellingMs);
    const tell = (more: News): void => {
      news = mergeNews(news, more);
      setLive(({ report }) => ({ news, report }));
      telling.request();
    };
    const start = (): (() => void) | undefined =>
      keepLive({
        ...{ open, send, current: () => current },
        onUpdate: (later) => {
          const more = newsBetween(current, later);
          current = later;
          update(version, { document: later, isRemoved: false });
          tell(more);
        },
        onRemoval: () => {
          update(version, { isRemoved: true });
          setLive({ news: noNews, report: 'This was removed' });
        },
      });
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => void (stop = start()), settlingMs);
    return () => {
      clearTimeout(timer);
      telling.cancel();
      stop?.();
    };
  }, [version, isReady, session?.username]);
  return live;
}
