import { createServer } from 'node:http';

/**
 * Serves the homes and schemas of hostile guests on the port in its first argument: below `/changing-…/` large ones that
 * differ at every read, and below any other path schemas that do not compose with the others.
 */
const header = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const nameOf = (path: string): string => path.split('/')[1] ?? '';
const isChanging = (name: string): boolean => name.startsWith('changing-');

let reads = 0;
/** Below `GRAPHQL_MAX_SDL_BYTES` and `GRAPHQL_MAX_HOME_BYTES`. */
const padding = { sdl: '#'.repeat(900_000), home: 'x'.repeat(200_000) };

/** Returns a field name that no other guest has. */
const fieldOf = (name: string): string => name.replaceAll('-', '_');

const schemaOf = (name: string): string =>
  isChanging(name)
    ? `${header}type Query { ${fieldOf(name)}_${reads++}: String }\n${padding.sdl}`
    : `${header}type Venue @key(fields: "id") { id: ID! name: Int ${fieldOf(name)}: String }`;

function homeOf(name: string): string {
  const links = { 'eb:graphql': { href: `/${name}/graphql` }, 'eb:sdl': { href: `/${name}/sdl` } };
  return JSON.stringify({ _links: links, ...(isChanging(name) ? { read: reads++, padding: padding.home } : {}) });
}

createServer(({ url = '' }, response) => {
  const name = nameOf(url);
  response.setHeader('content-type', url.endsWith('/sdl') ? 'text/plain' : 'application/hal+json');
  response.end(url.endsWith('/sdl') ? schemaOf(name) : homeOf(name));
}).listen(Number(process.argv[2]));
