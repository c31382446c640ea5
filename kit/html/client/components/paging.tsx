import type { ShownDocument } from '../model/document.ts';
import { asNumber, asObject } from '../model/json.ts';
import type { LinkGroups } from '../model/link-groups.ts';
import { HalLink } from './hal-link.tsx';

const pageWords: Readonly<Record<string, string>> = { first: 'First', prev: 'Previous', next: 'Next', last: 'Last' };

/** Which items of how many a page of a list has, and links to its other pages. */
export const Paging = ({
  document: { body },
  pages,
}: {
  readonly document: ShownDocument;
  readonly pages: LinkGroups['pages'];
}) => {
  const meta = asObject(asObject(body)['_meta']);
  const [page = 1, size = 0, total = 0] = ['page', 'max_results', 'total'].map((name) => asNumber(meta[name]));
  const first = (page - 1) * size + 1;
  const last = Math.min(page * size, total);
  return (
    <nav class="paging" aria-label="Pages">
      <p>
        {total === 0
          ? 'None'
          : pages.size === 0
            ? `${total} in all`
            : first > total
              ? `None of ${total}`
              : `${first}–${last} of ${total}`}
      </p>
      {pages.size > 0 && (
        <ul>
          {Object.entries(pageWords).map(([rel, word]) => {
            const link = pages.get(rel);
            return (
              <li key={rel}>
                {link === undefined ? (
                  <span class="none">{word}</span>
                ) : (
                  <HalLink href={link.href} rel={rel}>
                    {word}
                  </HalLink>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </nav>
  );
};
