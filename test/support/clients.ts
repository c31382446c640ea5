import { basicAuthorization } from '../../kit/access/credentials.ts';

/** What a HAL request was answered. */
export interface HalResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: HalBody;
}

/** A HAL document, or a problem, as loosely as tests want it. */
export type HalBody = any;

export interface HalRequestOptions {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `root:password` and its like; the demo accounts all have the password `password`. */
export const credentials = (username: string): Record<string, string> => ({
  authorization: basicAuthorization(username, 'password'),
});

/** A client that speaks HAL as one of the demo accounts; anonymous without `as`. */
export async function hal(
  method: string,
  url: string,
  { as, body, headers = {} }: HalRequestOptions = {},
): Promise<HalResult> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/hal+json, application/json;q=0.9, */*;q=0',
      ...(as === undefined ? {} : credentials(as)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: sent ?? null }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

export interface GraphqlResult {
  readonly status: number;
  readonly headers: Headers;
  readonly data: HalBody;
  readonly errors:
    readonly { readonly message: string; readonly path?: unknown; readonly extensions: HalBody }[] | undefined;
}

export interface GraphqlRequestOptions {
  readonly as?: string | undefined;
  readonly variables?: object;
}

/** A client that speaks GraphQL as one of the demo accounts; anonymous without `as`. */
export async function graphql(
  url: string,
  query: string,
  { as, variables = {} }: GraphqlRequestOptions = {},
): Promise<GraphqlResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(as === undefined ? {} : credentials(as)) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Pick<GraphqlResult, 'data' | 'errors'>;
  return { status: response.status, headers: response.headers, data, errors };
}
