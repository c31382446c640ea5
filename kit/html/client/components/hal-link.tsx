import type { ComponentChildren } from 'preact';
import { isWebUrl } from '../model/hal.ts';
import { usePage } from './context.ts';

interface HalLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly rel?: string;
  /** The name of a link whose text may not be in view. */
  readonly label?: string;
}

/** Whether a click follows a link in this window. */
const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;

/** A link to a document, which the page shows in the place of its own; if it is its own, anew. Other schemes than http are no links. */
export const HalLink = ({ href, children, rel, label, ...more }: HalLinkProps) => {
  const { addressOf, go } = usePage();
  if (!isWebUrl(href)) return <span>{children}</span>;
  const address = addressOf(href);
  // Browsers do nothing for a link to where they are.
  const follow = (event: MouseEvent): void => {
    if (!isPlain(event) || address !== location.hash) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a
      href={address}
      onClick={follow}
      {...(rel === undefined ? {} : { 'data-rel': rel })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...more}
    >
      {children}
    </a>
  );
};
