import type { IncomingHttpHeaders } from 'node:http';
import { hal } from './clients.ts';
import { startHostileServer } from './hostile-server.ts';

/** A service from outside the system, which records what it is sent. */
export interface RogueService {
  readonly url: string;
  /** The headers of every request. */
  readonly received: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** Starts a service that answers everything with an empty HAL document, and registers these relations for it. */
export async function startRogueService(halGateway: string, rels: readonly string[]): Promise<RogueService> {
  const { url, requests, close } = await startHostileServer(() => '{"_links":{},"_embedded":{},"keys":[]}');
  const links = Object.fromEntries(rels.map((rel) => [rel, { href: `${url}/${encodeURIComponent(rel)}` }]));
  const body = { name: 'rogue', baseUrl: url, rels: links, ttl: 3600 };
  const { status } = await hal('POST', `${halGateway}/gateway_registrations`, { body });
  if (status !== 201) throw new Error(`the rogue service is not registered: ${status}`);
  return {
    url,
    get received() {
      return requests.map(({ headers }) => headers);
    },
    close,
  };
}
