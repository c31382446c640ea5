import { parse } from 'graphql';

/** A step into a value: the name of a member, or what members of an object must equal. Of a list, items are tried. */
export type Step = string | Readonly<Record<string, string>>;

/** Where a value stands in what an operation is answered. */
export interface Source {
  readonly operation: string;
  readonly path: readonly Step[];
}

/** A variable that the page fills in from what tabs were answered, from the latest answer that has it. */
export class Placeholder {
  /** What stands there until then: how to get it. */
  readonly hint: string;
  readonly sources: readonly Source[];

  constructor(until: string, ...from: readonly Source[]) {
    this.hint = until;
    this.sources = from;
  }
}

/** A tab of the playground. */
export interface ExampleTab {
  /** A document whose first operation has a name, which the tab gets. */
  readonly query: string;
  /** May hold a `Blank` at any place. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** JSON, in which comments may stand. */
  readonly headers?: string;
}

export type PlaceholderData = Pick<Placeholder, 'hint' | 'sources'>;

/** A tab as the page's script gets it. */
export interface RenderedTab {
  readonly name: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
  readonly headers: string;
  readonly placeholders: readonly PlaceholderData[];
}

/** What stands above a document, in lines that the editor shows in full. */
export const comment = (...sentences: readonly string[]): string => lines('# ', sentences).join('\n');

const width = 48;

function lines(start: string, sentences: readonly string[]): readonly string[] {
  return sentences.flatMap((sentence) => {
    const words = sentence.split(' ').reduce<string[]>((all, word) => {
      const last = all.at(-1);
      if (last !== undefined && `${last} ${word}`.length <= width) return [...all.slice(0, -1), `${last} ${word}`];
      return [...all, word];
    }, []);
    return words.map((line) => start + line);
  });
}

const howToSayIt = 'Put your own here, or "Bearer" and a token. The page encodes Basic, and keeps none of it.';

/** The headers of a tab: who asks, in words and in `Authorization`, and how to become somebody else. */
export const tabHeaders = (who: string, authorization: string): string =>
  ['{', ...lines('  // ', [who, howToSayIt]), `  "Authorization": ${JSON.stringify(authorization)}`, '}'].join('\n');

/** The same where it is not known who might ask. */
export const anonymousTabHeaders: string = [
  '{',
  ...lines('  // ', ['Who you are: nobody yet. Take away the slashes of the last line.', howToSayIt]),
  '  // "Authorization": "Basic username:password"',
  '}',
].join('\n');

function nameOf(query: string): string {
  const named = parse(query).definitions.map((definition) =>
    'name' in definition ? definition.name?.value : undefined,
  );
  return named.find((name) => name !== undefined) ?? '';
}

/** Writes a tab down for the page. */
export function renderTab({ query, variables, headers }: ExampleTab, otherwise: string): RenderedTab {
  const placeholders: PlaceholderData[] = [];
  const fillable = (_name: string, value: unknown): unknown => {
    if (!(value instanceof Placeholder)) return value;
    placeholders.push({ hint: value.hint, sources: value.sources });
    return value.hint;
  };
  const text = variables === undefined ? '' : JSON.stringify(variables, fillable, 2);
  return { name: nameOf(query), query, variables: text, headers: headers ?? otherwise, placeholders };
}
