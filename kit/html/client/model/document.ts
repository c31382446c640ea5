import { asNumber, asObject, asText, parseJson } from './json.ts';

/** A response that the page shows. */
export interface ShownDocument {
  readonly url: string;
  readonly method: string;
  /** The HTTP status; 0 if there was no response. */
  readonly status: number;
  /** The headers of the response, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text of anything else. */
  readonly body: unknown;
}

/** What the server puts into the page: the document at its URL, and where the rest of the system is. */
export interface PageData {
  readonly document: ShownDocument;
  /** The URL of the HAL gateway's root. */
  readonly root: string | undefined;
  /** The URL of the GraphQL gateway. */
  readonly graphql: string | undefined;
  readonly product: string;
  /** The titles of the fields of the service's resource, by their names. */
  readonly titles: Readonly<Record<string, string>>;
}

const textEntries = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(asObject(value)).map(([name, each]) => [name, String(each)]));

/** Parses the JSON that the server put into the page. */
export function parsePage(text: string, pageUrl: string): PageData {
  const data = asObject(parseJson(text));
  return {
    document: {
      url: asText(data['url']) ?? pageUrl,
      method: asText(data['method']) ?? 'GET',
      status: asNumber(data['status']) ?? 200,
      headers: textEntries(data['headers']),
      body: data['body'],
    },
    root: asText(data['root']),
    graphql: asText(data['graphql']),
    product: asText(data['product']) ?? asText(asObject(data['product'])['name']) ?? 'API',
    titles: textEntries(data['titles']),
  };
}

export const isSuccess = ({ status }: Pick<ShownDocument, 'status'>): boolean => status >= 200 && status < 400;
