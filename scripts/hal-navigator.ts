import { z } from 'zod';
import { basicAuthorization } from '../kit/access/credentials.ts';
import type { HttpClient, HttpResponse } from '../kit/http/client.ts';

const link = z.looseObject({ href: z.string() });
const halDocument = z.looseObject({ _links: z.record(z.string(), z.union([link, z.array(link)])) });
const problem = z.looseObject({ detail: z.string() });

/** A HAL document. */
export type HalResource = z.infer<typeof halDocument>;

/** Thrown when a request fails or a link is missing. The message is a sentence. */
export class NavigationError extends Error {
  override readonly name = 'NavigationError';
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A HAL client with the credentials of the root user. */
export interface HalNavigator {
  /** @throws NavigationError if there is no response, if it is an error, or no HAL document */
  request(method: Method, url: string, body?: unknown): Promise<HalResource>;
}

/** Milliseconds for one request; emptying a collection takes long. */
const timeoutMs = 60_000;

function errorOf(method: Method, url: string, response: HttpResponse): NavigationError {
  const detail = problem.safeParse(response.json()).data?.detail ?? response.text.slice(0, 200);
  const advice = response.status === 401 ? ' Set AUTH_ROOT_PASSWORD to the password of root in that system.' : '';
  return new NavigationError(`${method} ${url} was answered with ${response.status}: ${detail}.${advice}`);
}

/** Creates a HAL client that sends the password of the root user. */
export function createHalNavigator(client: HttpClient, rootPassword: string): HalNavigator {
  const headers = { authorization: basicAuthorization('root', rootPassword), accept: 'application/hal+json' };
  return {
    request: async (method, url, body) => {
      const content =
        body === undefined
          ? { headers }
          : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const result = await client.request({ method, url, timeoutMs, ...content });
      if (result.kind === 'unreachable') throw new NavigationError(`${url} cannot be reached (${result.reason}).`);
      if (result.status >= 400) throw errorOf(method, url, result);
      const parsed = halDocument.safeParse(result.json());
      if (!parsed.success) throw new NavigationError(`The response of ${url} is not a HAL document.`);
      return parsed.data;
    },
  };
}

/** Returns the URL of the first link with a relation. @throws NavigationError if there is none */
export function follow({ _links }: HalResource, rel: string): string {
  const [first] = [_links[rel] ?? []].flat();
  if (first === undefined)
    throw new NavigationError(`There is no link "${rel}"; the links are ${Object.keys(_links).join(', ')}.`);
  return first.href;
}
