import { useEffect, useState } from 'preact/hooks';
import type { ShownDocument } from '../model/document.ts';
import { missingLabels, readLabels } from '../model/labels.ts';
import { usePage } from './context.ts';

/** The names that are known for one document and one reader. */
interface Known {
  readonly key: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The URLs whose names were asked for. Some are not found out, such as those that the reader may not see. */
  readonly asked: ReadonlySet<string>;
}

const nothing: Omit<Known, 'key'> = { labels: new Map(), asked: new Set() };

/**
 * Returns what people call the documents that a document refers to, by their URLs. A document has references as IDs; the
 * names come with one more request for the same document, with those that it refers to (`Prefer: transclude`).
 */
export function useLabels(document: ShownDocument): ReadonlyMap<string, string> {
  const { send, session } = usePage();
  const key = `${session?.username ?? ''} ${document.url}`;
  const [state, setState] = useState<Known>({ ...nothing, key });
  const known = state.key === key ? state : { ...nothing, key };
  const missing = missingLabels(document, known.asked);
  const hrefs = missing.map(({ href }) => href);
  useEffect(() => {
    if (missing.length === 0) return undefined;
    const aborter = new AbortController();
    const rels = [...new Set(missing.map(({ rel }) => rel))].join(';');
    const request = { method: 'GET', url: document.url, headers: { prefer: `transclude="${rels}"` } };
    const read = (response: ShownDocument): void =>
      setState({
        key,
        labels: new Map([...known.labels, ...readLabels(response)]),
        asked: new Set([...known.asked, ...hrefs]),
      });
    void send(request, aborter.signal).then(read, () => undefined);
    return () => aborter.abort();
  }, [key, hrefs.join(' ')]);
  return known.labels;
}
