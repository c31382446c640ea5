import { parse } from 'graphql';

/**
 * A step of a path into a value: the name of a member, or members that an object must have with these values. Lists need
 * no step: their items are tried in order.
 */
export type Step = string | Readonly<Record<string, string>>;

/** The location of a value in the `data` of an operation's response. */
export interface Source {
  readonly operation: string;
  readonly path: readonly Step[];
}

/** A variable that the page fills in from the latest response that has a value for it. */
export class Placeholder {
  /** The text until then, which says how to get the value. */
  readonly hint: string;
  readonly sources: readonly Source[];

  constructor(hint: string, ...sources: readonly Source[]) {
    this.hint = hint;
    this.sources = sources;
  }
}

/** A tab of the playground. */
export interface ExampleTab {
  /** A document whose first operation is named; the tab gets that name. */
  readonly query: string;
  /** May contain a `Placeholder` at any depth. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** JSON with comments. */
  readonly headers?: string;
}

export type PlaceholderData = Pick<Placeholder, 'hint' | 'sources'>;

/** A tab in the form that the page's script takes. */
export interface RenderedTab {
  readonly name: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
  readonly headers: string;
  readonly placeholders: readonly PlaceholderData[];
}

/** Returns sentences as a comment in GraphQL, wrapped to the width of the editor. */
export const comment = (...sentences: readonly string[]): string => wrap('# ', sentences).join('\n');

const width = 48;

function wrap(prefix: string, sentences: readonly string[]): readonly string[] {
  return sentences.flatMap((sentence) => {
    const lines = sentence.split(' ').reduce<string[]>((all, word) => {
      const last = all.at(-1);
      if (last !== undefined && `${last} ${word}`.length <= width) return [...all.slice(0, -1), `${last} ${word}`];
      return [...all, word];
    }, []);
    return lines.map((line) => prefix + line);
  });
}

const credentialsHint = 'Enter your own, or "Bearer" and a token. The page encodes Basic credentials and stores none.';

/**
 * Returns the headers of a tab: a comment that says who is signed in, and `Authorization`.
 *
 * @example tabHeaders('You are signed in as phartman.', 'Basic phartman:password')
 */
export const tabHeaders = (comment: string, authorization: string): string =>
  ['{', ...wrap('  // ', [comment, credentialsHint]), `  "Authorization": ${JSON.stringify(authorization)}`, '}'].join(
    '\n',
  );

/** The headers of a tab without credentials. */
export const anonymousTabHeaders: string = [
  '{',
  ...wrap('  // ', ['You are not signed in. Uncomment the last line to sign in.', credentialsHint]),
  '  // "Authorization": "Basic username:password"',
  '}',
].join('\n');

function nameOf(query: string): string {
  const names = parse(query).definitions.map((definition) =>
    'name' in definition ? definition.name?.value : undefined,
  );
  return names.find((name) => name !== undefined) ?? '';
}

/** Returns a tab for the page, with default headers if it has none of its own. */
export function renderTab({ query, variables, headers }: ExampleTab, defaultHeaders: string): RenderedTab {
  const placeholders: PlaceholderData[] = [];
  const replacePlaceholder = (_name: string, value: unknown): unknown => {
    if (!(value instanceof Placeholder)) return value;
    placeholders.push({ hint: value.hint, sources: value.sources });
    return value.hint;
  };
  const text = variables === undefined ? '' : JSON.stringify(variables, replacePlaceholder, 2);
  return { name: nameOf(query), query, variables: text, headers: headers ?? defaultHeaders, placeholders };
}
