import { basicAuthorization } from '../../kit/access/credentials.ts';

/** The response to a HAL request. */
export interface HalResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: HalBody;
}

/** A HAL document or a problem, without static types. */
export type HalBody = any;

export interface HalRequestOptions {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the Basic credentials of a demo account. All demo accounts have the password `password`. */
export const credentials = (username: string): Record<string, string> => ({
  authorization: basicAuthorization(username, 'password'),
});

/** Sends a HAL request as the demo account `as`; without `as`, without credentials. */
export async function hal(
  method: string,
  url: string,
  { as, body, headers = {} }: HalRequestOptions = {},
): Promise<HalResult> {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/hal+json, application/json;q=0.9, */*;q=0',
      ...(as === undefined ? {} : credentials(as)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: content ?? null }),
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

/** Sends a GraphQL request as the demo account `as`; without `as`, without credentials. */
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
