import { isObject } from '../util/is-object.ts';
import { parseUrl } from '../util/parse-url.ts';

/** Titles of the members of documents, by name. */
export type Titles = Readonly<Record<string, string>>;

const metadataTitles: Titles = { _id: 'ID', _created: 'Created', _updated: 'Updated' };

/** Converts a name to words: `max_results` → `Max results`, `doorsOpen` → `Doors open`. */
function toWords(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns the title of a member. */
export const titleOfMember = (name: string, titles: Titles = {}): string =>
  (Object.hasOwn(titles, name) ? titles[name] : metadataTitles[name]) ?? toWords(name);

/** Returns the first member of a document that has a text, which names it. */
const firstText = (document: Readonly<Record<string, unknown>>): string | undefined =>
  Object.entries(document).find(
    (entry): entry is [string, string] => !entry[0].startsWith('_') && typeof entry[1] === 'string' && entry[1] !== '',
  )?.[1];

function selfTitle({ _links }: Readonly<Record<string, unknown>>): string | undefined {
  const self = isObject(_links) ? _links['self'] : undefined;
  const title = isObject(self) ? self['title'] : undefined;
  return typeof title === 'string' ? title : undefined;
}

/** Returns the last segment of the path of a URL in words; the URL itself if it has none. */
function titleOfPath(url: string): string {
  const segment = parseUrl(url)
    ?.pathname.split('/')
    .findLast((each) => each !== '');
  return segment === undefined ? url : toWords(segment);
}

/** Returns the title of a document: its `title`, that of its `self` link, its first text, or the end of its path. */
export function titleOf(document: unknown, url: string): string {
  if (!isObject(document)) return titleOfPath(url);
  const { title } = document;
  if (typeof title === 'string') return title;
  return selfTitle(document) ?? ('_links' in document ? firstText(document) : undefined) ?? titleOfPath(url);
}
