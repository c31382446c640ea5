import { useEffect, useMemo, useState } from 'preact/hooks';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { sleep } from '../../../../kit/html/client/net/sleep.ts';
import { untilVisible } from '../../../../kit/html/client/net/visibility.ts';
import { withJitter } from '../../../../kit/util/backoff.ts';
import { useApp } from '../components/context.ts';
import { describeMapNews } from './news.ts';
import { createSystemReader } from './read-system.ts';
import { mapOf, type SystemMap } from './system.ts';

/** The most milliseconds from one reading to the next; half of it at least. */
const pauseMs = 6000;

export interface MapHandle {
  /** The state that was read last; undefined until there is one. */
  readonly map: SystemMap | undefined;
  /** When it was read, in milliseconds since the epoch. */
  readonly readAt: number;
  /** The failure of the last reading. */
  readonly failure: ShownDocument | undefined;
  /** What has changed last, for screen readers. */
  readonly report: string;
  readonly isPaused: boolean;
  pause(isPaused: boolean): void;
}

interface Reading {
  readonly map?: SystemMap;
  readonly readAt: number;
  readonly failure?: ShownDocument | undefined;
  readonly report: string;
}

/** Returns the reading after these documents: what was read before stays if the root does not answer. */
function next(before: Reading, root: ShownDocument, map: SystemMap): Reading {
  if (!isSuccess(root)) return { ...before, failure: root };
  const news = before.map === undefined ? '' : describeMapNews(before.map, map);
  return { map, readAt: Date.now(), report: news === '' ? before.report : news };
}

/** Reads the state of the system every few seconds, while the page is seen and not paused. */
export function useSystemMap(): MapHandle {
  const { rootUrl, send } = usePage();
  const { open, reader } = useApp();
  const [reading, setReading] = useState<Reading>({ readAt: 0, report: '' });
  const [isPaused, pause] = useState(false);
  const read = useMemo(() => createSystemReader({ rootUrl, send, open }), [rootUrl]);

  useEffect(() => {
    if (isPaused) return undefined;
    const aborter = new AbortController();
    const { signal } = aborter;
    const run = async (): Promise<void> => {
      while (!signal.aborted) {
        const documents = await read(signal);
        setReading((before) => next(before, documents.root, mapOf(documents)));
        await sleep(withJitter(pauseMs), signal);
        await untilVisible(document, signal);
      }
    };
    void run().catch(() => undefined);
    return () => aborter.abort();
  }, [isPaused, reader]);
  return { map: undefined, failure: undefined, ...reading, isPaused, pause };
}
