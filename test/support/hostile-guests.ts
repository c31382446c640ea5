import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port. */
export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A guest of the GraphQL gateway: its schema, and its response to the fields that it is asked for. */
export interface HostileGuest {
  /** The schema, or what returns another one for each request. */
  readonly sdl: string | (() => string);
  /** Other links than those to its own graph and schema. */
  readonly links?: Readonly<Record<string, { readonly href: string }>>;
  /** Redirects requests for its home to this URL. */
  readonly redirectTo?: string;
  readonly respond?: (body: string) => unknown;
  /** The status and the headers of these responses. */
  readonly head?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

/** A server of several guests, each below its name, which records what it is sent. */
export interface HostileServer extends TestServer {
  readonly received: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
}

async function listen(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** Starts the server of these guests. */
export async function startHostileServer(guests: Readonly<Record<string, HostileGuest>>): Promise<HostileServer> {
  const received: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = await listen((request, response) => {
    received.push({ path: request.url ?? '', headers: request.headers });
    const [, name = '', resource = ''] = (request.url ?? '').split('/');
    const guest = guests[name];
    const own = { 'eb:graphql': { href: `/${name}/graphql` }, 'eb:sdl': { href: `/${name}/sdl` } };
    if (guest === undefined) response.writeHead(404).end();
    else if (resource === 'sdl') response.end(typeof guest.sdl === 'string' ? guest.sdl : guest.sdl());
    else if (resource !== '') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response
          .writeHead(guest.head?.status ?? 200, guest.head?.headers)
          .end(JSON.stringify(guest.respond?.(String(Buffer.concat(chunks))) ?? {})),
      );
    } else if (guest.redirectTo !== undefined) response.writeHead(302, { location: guest.redirectTo }).end();
    else response.end(JSON.stringify({ _links: { ...own, ...guest.links } }));
  });
  return { ...server, received };
}

/** Starts a root that lists what another root lists, and guests at a server. */
export async function startRootWithGuests(
  root: string,
  { guests, server }: { readonly guests: readonly string[]; readonly server: string },
): Promise<TestServer> {
  const { _links: links } = (await (await fetch(root)).json()) as { _links: { service: object[] } };
  const added = guests.map((name) => ({ name, href: `${server}/${name}/`, guest: true }));
  const body = JSON.stringify({ _links: { ...links, service: [...added, ...links.service] } });
  return listen((_request, response) => void response.end(body));
}
