import { linkText, type LinkGroups } from '../model/link-groups.ts';
import { capitalize } from '../model/titles.ts';
import { HalLink } from './hal-link.tsx';

/** Texts of links that have no title. */
const aboveWords: Readonly<Record<string, string>> = { parent: 'Home', item: 'The document' };

interface AboveProps {
  readonly links: LinkGroups['above'];
  /** The names of documents that this one refers to, by their URLs. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Links to what a document is part of. */
export const Above = ({ links, labels }: AboveProps) =>
  links.length === 0 ? null : (
    <nav class="above" aria-label="Part of">
      <ul>
        {links.map((link) => (
          <li key={link.href}>
            <HalLink href={link.href} rel={link.rel}>
              {labels.get(link.href) ?? capitalize(link.title ?? aboveWords[link.rel] ?? linkText(link))}
            </HalLink>
          </li>
        ))}
      </ul>
    </nav>
  );
