import { useEffect, useRef, useState } from 'preact/hooks';
import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { embeddedOf, linkOf } from '../../../../kit/html/client/model/hal.ts';
import { asNumber, asObject, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import type { Navigator } from '../hypermedia/navigator.ts';
import { follow, keyOf, type Trail } from '../hypermedia/trail.ts';
import { useApp } from './context.ts';
import { useChanges } from './use-changes.ts';
import { useSource, type Source } from './use-source.ts';

/** A list that loads page by page. */
export interface LongList extends Source {
  readonly items: readonly JsonObject[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Loads the next page, by the link of the last one. */
  loadMore(): void;
}

const itemsOf = ({ body }: ShownDocument): readonly JsonObject[] => embeddedOf(body).flatMap(({ items }) => items);

const hasNext = ({ body, url }: ShownDocument): boolean => linkOf(body, 'next', url) !== undefined;

/** Items that changed places between two requests are shown once. */
const distinct = (items: readonly JsonObject[]): readonly JsonObject[] => [
  ...new Map(items.map((each) => [each['_id'], each])).values(),
];

interface Pages {
  readonly documents: readonly ShownDocument[];
  /** The way to the last of them. */
  readonly end: Trail;
}

/** Reads pages that follow a page, as far as there are so many. */
async function readPages(navigator: Navigator, trail: Trail, { number, signal }: ReadOptions): Promise<Pages> {
  const documents: ShownDocument[] = [];
  let end = trail;
  while (documents.length < number) {
    const next = follow(end, 'next');
    const document = await navigator.load(next, { signal });
    if (!isSuccess(document)) break;
    documents.push(document);
    end = next;
    if (!hasNext(document)) break;
  }
  return { documents, end };
}

interface ReadOptions {
  readonly number: number;
  readonly signal: AbortSignal;
}

/** The pages after the first one. When that is read again, so are they; until then they stay. */
function usePages(trail: Trail, first: ShownDocument | undefined) {
  const { navigator } = useApp();
  const [more, setMore] = useState<readonly ShownDocument[]>([]);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const shown = useRef({ start: trail, end: trail, wanted: 0 });
  const pending = useRef<AbortController>(undefined);
  const isAdding = useRef(false);

  const read = (from: Trail, number: number, show: (documents: readonly ShownDocument[]) => void): void => {
    pending.current?.abort();
    const aborter = new AbortController();
    pending.current = aborter;
    void readPages(navigator, from, { number, signal: aborter.signal }).then(
      ({ documents, end }) => {
        if (aborter.signal.aborted) return;
        pending.current = undefined;
        isAdding.current = false;
        setLoadingMore(false);
        shown.current = { ...shown.current, end };
        show(documents);
      },
      () => undefined,
    );
  };
  useEffect(() => {
    const isSame = keyOf(shown.current.start) === keyOf(trail);
    shown.current = { start: trail, end: trail, wanted: isSame ? shown.current.wanted : 0 };
    if (!isSame) setMore([]);
    read(trail, shown.current.wanted, setMore);
  }, [first]);
  useEffect(() => () => pending.current?.abort(), []);

  const loadMore = (): void => {
    if (isAdding.current) return;
    isAdding.current = true;
    const { start, end, wanted } = shown.current;
    shown.current = { ...shown.current, wanted: wanted + 1 };
    setLoadingMore(true);
    // The pages that are being read again are read with one more: nobody asks for it a second time.
    if (pending.current !== undefined) return read(start, wanted + 1, setMore);
    read(end, 1, (documents) => {
      if (documents.length === 0) shown.current = { ...shown.current, wanted };
      setMore((before) => [...before, ...documents]);
    });
  };
  return { more, isLoadingMore, loadMore };
}

/**
 * Reads a list, one page after the other, and again when it changes.
 *
 * @param onChange Called when it changes
 */
export function useList(trail: Trail, onChange?: () => void): LongList {
  const source = useSource(trail);
  const { document: first } = source;
  const isLive = first !== undefined && linkOf(first.body, 'eb:changes', first.url) !== undefined;
  useChanges(isLive ? trail : undefined, () => {
    source.reload();
    onChange?.();
  });
  const { more, isLoadingMore, loadMore } = usePages(trail, first);
  const pages = first !== undefined && isSuccess(first) ? [first, ...more] : [];
  const end = pages.at(-1);
  const hasMore = end !== undefined && hasNext(end);
  const total = asNumber(asObject(asObject(first?.body)['_meta'])['total']) ?? 0;
  return { ...source, items: distinct(pages.flatMap(itemsOf)), total, hasMore, isLoadingMore, loadMore };
}
