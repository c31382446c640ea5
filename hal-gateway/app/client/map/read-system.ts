import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { linkOf } from '../../../../kit/html/client/model/hal.ts';
import type { PageRequest } from '../../../../kit/html/client/net/send.ts';
import type { SystemDocuments } from './system.ts';

export interface SystemReaderParts {
  readonly rootUrl: string;
  send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument>;
  open(request: PageRequest, signal?: AbortSignal): Promise<Response>;
}

/** Reads the documents of the map. @throws AbortError */
export type ReadSystem = (signal: AbortSignal) => Promise<SystemDocuments>;

/** Returns the target of the link `status` (RFC 8631) in a header `Link` (RFC 8288). */
export function statusTarget(header: string | null, base: string): string | undefined {
  const [, target] = /<([^>]*)>\s*;(?:[^,<]*;)?\s*rel="?(?:[^",;]* )?status(?: [^",;]*)?"?/i.exec(header ?? '') ?? [];
  return target === undefined ? undefined : new URL(target, base).href;
}

/** Creates what reads the documents of the map, from the root on by links. */
export function createSystemReader({ rootUrl, send, open }: SystemReaderParts): ReadSystem {
  /** Where the health of the GraphQL gateway is, by the URL of its endpoint. */
  const statusUrls = new Map<string, string>();

  const findStatus = async (endpoint: string, signal: AbortSignal): Promise<string | undefined> => {
    const known = statusUrls.get(endpoint);
    if (known !== undefined) return known;
    const response = await open({ method: 'OPTIONS', url: endpoint }, signal).catch(() => undefined);
    const found = statusTarget(response?.headers.get('link') ?? null, endpoint);
    statusUrls.clear();
    if (found !== undefined) statusUrls.set(endpoint, found);
    return found;
  };

  return async (signal) => {
    const root = await send({ method: 'GET', url: rootUrl }, signal);
    const read = async (url: string | undefined): Promise<ShownDocument | undefined> => {
      const document = url === undefined ? undefined : await send({ method: 'GET', url }, signal);
      // A health that is not good has status 503.
      return document === undefined || !(isSuccess(document) || document.status === 503) ? undefined : document;
    };
    const hrefOf = (rel: string): string | undefined => linkOf(root.body, rel, rootUrl)?.href;
    const endpoint = hrefOf('graphql');
    const status = endpoint === undefined ? undefined : findStatus(endpoint, signal);
    const [registrations, health, graph] = await Promise.all([
      read(hrefOf('gateway_registrations')),
      read(hrefOf('health')),
      Promise.resolve(status).then(read),
    ]);
    return { root, registrations, health, graph };
  };
}
