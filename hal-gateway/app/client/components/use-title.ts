import { useEffect } from 'preact/hooks';
import { usePage } from '../../../../kit/html/client/components/context.ts';

/** Names the page after what it shows. */
export function useTitle(title: string | undefined): void {
  const { product } = usePage();
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · ${product}`;
  }, [title]);
}
