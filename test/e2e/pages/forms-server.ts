import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Feature } from './hal-forms-documents.ts';

/** A request that the server got. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly authorization: string | undefined;
}

const choices = {
  _embedded: {
    choice: [
      { id: '1', name: 'Alpha' },
      { id: '2', name: 'Beta' },
    ],
  },
};

async function read(request: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url = '', headers } = request;
  const { 'content-type': contentType, authorization } = headers;
  return { method, path: url, contentType, body: await text(request), authorization };
}

/** Starts a server of another origin, with a document for each feature, which records what it gets. */
export async function startFormsServer(features: readonly Feature[]) {
  const received: ReceivedRequest[] = [];
  const documentAt = (path: string): unknown => {
    if (path === '/choices') return choices;
    const feature = features.find(({ name }) => path === `/${name}`);
    const title = { title: feature?.name ?? 'Received' };
    return feature === undefined
      ? title
      : { ...title, _templates: { default: { title: 'Send', ...feature.template } } };
  };
  const server = createServer((request, response) => {
    void read(request).then((each) => {
      const allowed = {
        'access-control-allow-methods': 'GET,PUT,POST,PATCH,DELETE',
        'access-control-allow-headers': 'content-type',
      };
      response.writeHead(200, {
        'content-type': 'application/prs.hal-forms+json',
        'access-control-allow-origin': '*',
        ...allowed,
      });
      if (each.method !== 'OPTIONS') received.push(each);
      response.end(JSON.stringify(documentAt(each.path)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    received,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
