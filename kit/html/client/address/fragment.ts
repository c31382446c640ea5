import { isWebUrl, parseUrl } from '../model/hal.ts';

/** Returns the URL of the document that a fragment names; undefined if it names none. */
export function urlOfFragment(fragment: string): string | undefined {
  const text = fragment.replace(/^#/, '');
  return isWebUrl(text) ? parseUrl(text) : undefined;
}

/** Returns the fragment that shows a document in the page. */
export const fragmentOf = (url: string): string => `#${url}`;
