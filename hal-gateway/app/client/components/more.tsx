import { useEffect, useRef } from 'preact/hooks';
import { useSlow } from '../../../../kit/html/client/components/use-slow.ts';
import type { LongList } from './use-list.ts';

/** How far below the window the next page of a list is loaded. */
const margin = '400px';

/** The end of a list that has more: it loads the next page when it comes near, or by its button. */
export const More = ({ list }: { readonly list: LongList }) => {
  const { hasMore, isLoadingMore, loadMore, items } = list;
  const end = useRef<HTMLParagraphElement>(null);
  const isSlow = useSlow(isLoadingMore);
  useEffect(() => {
    const element = end.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && loadMore(),
      { rootMargin: margin },
    );
    observer.observe(element);
    return () => observer.disconnect();
    // An observer tells what is in view when it begins: each page gets a new one, as its end may still be in view.
  }, [hasMore, items.length]);
  if (!hasMore) return null;
  return (
    <p class="more-items" ref={end}>
      <button type="button" class="quiet" aria-disabled={isLoadingMore} onClick={loadMore}>
        Show more
      </button>
      <span class="hint">
        {items.length} of {list.total}
      </span>
      {isSlow && <span class="spinner" role="status" aria-label="Loading more" />}
    </p>
  );
};
