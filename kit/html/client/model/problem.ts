import { linksOf, resolveHref } from './hal.ts';
import type { ShownDocument } from './document.ts';
import { asArray, asNumber, asObject, asText, isObject } from './json.ts';

/** What is wrong with one field. */
export interface Issue {
  readonly field: string;
  readonly message: string;
}

/** Something that a problem names, such as the event in the way: by a URL, or by an ID of a resource. */
export interface Related {
  readonly label: string;
  readonly href?: string;
  /** Whether the label is not the name of the document, which can be read at its URL. */
  readonly isUnnamed?: true;
  /** Whether the URL is that of a list. */
  readonly isList?: true;
  readonly reference?: { readonly rel: string; readonly id: string };
}

/** A problem (RFC 9457) as the page shows it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  /** The URL of the page that explains the problem. */
  readonly type: string | undefined;
  readonly issues: readonly Issue[];
  readonly related: readonly Related[];
  readonly retryAfterSeconds: number | undefined;
}

/** Members with a meaning of their own; the others are extensions. */
const known = [
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'issues',
  'retryAfter',
  '_status',
  '_error',
  '_issues',
  '_links',
];

function issuesOf(members: Readonly<Record<string, unknown>>): readonly Issue[] {
  const listed = asArray(members['issues'] ?? members['errors']).flatMap((each) => {
    const { field, name, message, detail } = asObject(each);
    const [at, text] = [asText(field) ?? asText(name), asText(message) ?? asText(detail)];
    return at === undefined || text === undefined ? [] : [{ field: at, message: text }];
  });
  if (listed.length > 0) return listed;
  return Object.entries(asObject(members['_issues'])).map(([field, message]) => ({ field, message: String(message) }));
}

function relatedTo(name: string, value: unknown, base: string): readonly Related[] {
  if (Array.isArray(value)) return (value as unknown[]).flatMap((each) => relatedTo(name, each, base));
  if (typeof value === 'string' && /^[\w-]{8,64}$/.test(value))
    return [{ label: name, reference: { rel: name, id: value } }];
  if (typeof value === 'string' && /^https?:\/\//.test(value)) return [{ label: name, href: value }];
  if (!isObject(value)) return [];
  const href = asText(value['href']);
  if (href === undefined) return [];
  const [relation, count] = [asText(value['relation']) ?? name, asNumber(value['count'])];
  return [
    {
      label: count === undefined ? (asText(value['title']) ?? relation) : `${relation} (${count})`,
      href: resolveHref(href, base),
      ...(count === undefined ? {} : { isList: true }),
    },
  ];
}

/** Returns what a problem names: by a link, if it has one of the member's name, or by the member itself. */
function relatedOf({ body, url }: ShownDocument): readonly Related[] {
  const links = linksOf(body, url);
  const related = Object.entries(asObject(body))
    .filter(([name]) => !known.includes(name))
    .flatMap(([name, value]) => {
      const linked = links.filter(({ rel }) => rel === name);
      if (linked.length === 0) return relatedTo(name, value, url);
      return linked.map(({ href }): Related => ({ label: name, href, isUnnamed: true }));
    });
  const isFirst = ({ href }: Related, index: number): boolean =>
    href === undefined || related.findIndex((each) => each.href === href) === index;
  return related.filter(isFirst);
}

function retryAfter({ headers }: ShownDocument, members: Readonly<Record<string, unknown>>): number | undefined {
  const header = headers['retry-after'];
  if (header === undefined) return asNumber(members['retryAfter']);
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Returns the problem that a response tells; undefined if the request succeeded. */
export function problemOf(document: ShownDocument): Problem | undefined {
  const { status, body, url } = document;
  if (status >= 200 && status < 400) return undefined;
  const members = asObject(body);
  const type = asText(members['type']);
  return {
    status,
    title: asText(members['title']) ?? `The server answered ${status}`,
    detail: asText(members['detail']) ?? asText(asObject(members['_error'])['message']),
    type: type === undefined || type === 'about:blank' ? undefined : resolveHref(type, url),
    issues: issuesOf(members),
    related: relatedOf(document),
    retryAfterSeconds: retryAfter(document, members),
  };
}
