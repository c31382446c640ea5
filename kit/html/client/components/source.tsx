import { useMemo } from 'preact/hooks';
import { jsonTokens } from '../aside/json-tokens.ts';
import type { ShownDocument } from '../model/document.ts';
import { HalLink } from './hal-link.tsx';

/** Longer documents are not highlighted: browsers are slow with very many elements. */
const longest = 150_000;

const Json = ({ text }: { readonly text: string }) => {
  const tokens = useMemo(() => (text.length > longest ? undefined : jsonTokens(text)), [text]);
  if (tokens === undefined) return <>{text}</>;
  return (
    <>
      {tokens.map(({ kind, text: each, url }, index) =>
        url === undefined ? (
          <span key={index} class={`json-${kind}`}>
            {each}
          </span>
        ) : (
          <HalLink key={index} href={url}>
            {each}
          </HalLink>
        ),
      )}
    </>
  );
};

/** The document as it came: status, media type, and body. */
export const Source = ({ document: { status, headers, body } }: { readonly document: ShownDocument }) => (
  <>
    <p class="response-line">
      <span class={status >= 200 && status < 400 ? 'badge good' : 'badge bad'}>
        {status === 0 ? 'no answer' : status}
      </span>{' '}
      {headers['content-type']?.replace(/;.*$/, '')}
    </p>
    <pre tabIndex={0} role="region" aria-label="Raw document">
      <code>{typeof body === 'string' ? body : <Json text={JSON.stringify(body, null, 2) ?? ''} />}</code>
    </pre>
  </>
);
