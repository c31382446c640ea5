/** Where the page is: a view, the ID of the document that it shows, and what it is set to. */
export interface Route {
  readonly view: string;
  readonly id?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Returns the fragment of a route: `#event/01a2`, `#venue/01a2?date=2026-12-01`. */
export function fragmentOf({ view, id, parameters }: Route): string {
  const query = new URLSearchParams(parameters).toString();
  const path = id === undefined ? view : `${view}/${encodeURIComponent(id)}`;
  return `#${path}${query === '' ? '' : `?${query}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Parses a fragment; an empty one is the view `home`. */
export function parseFragment(fragment: string, home: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?', 2);
  const [view = '', id] = path.split('/', 2);
  return {
    view: view === '' ? home : view,
    id: id === undefined || id === '' ? undefined : decode(id),
    parameters: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** Returns the fragment of a view, of a document, with parameters that are not empty. */
export const linkTo = (
  view: string,
  id?: string,
  parameters: Readonly<Record<string, string | undefined>> = {},
): string =>
  fragmentOf({
    view,
    id,
    parameters: Object.fromEntries(
      Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ),
  });
