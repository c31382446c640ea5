import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import type { PageRequest } from '../../../../kit/html/client/net/send.ts';
import { createNavigator, type Navigator } from './navigator.ts';
import { createStreamOpener } from './open-stream.ts';
import { item, lists, select } from './places.ts';
import { movedRequest } from './resend.ts';
import { follow, viewer } from './trail.ts';

const rootUrl = 'http://root/';

/** Services at addresses that change: URL → document. */
let served: Record<string, object>;
let requests: PageRequest[];
let roots: number;
let navigator: Navigator;

/** Serves a list of events at an address, with one event. */
function serveEvents(base: string): void {
  const item = { href: `${base}/events/{id}`, templated: true, title: 'event' };
  const search = { href: `${base}/events{?where,max_results}`, templated: true };
  served = {
    [rootUrl]: {
      _links: {
        event: { href: `${base}/events` },
        service: [{ href: `${base}/` }, { href: 'http://guest/', guest: true }],
      },
    },
    [`${base}/`]: { _links: { 'eb:viewer': { href: `${base}/me` } } },
    [`${base}/me`]: { username: 'pat' },
    [`${base}/events`]: { _links: { item, search } },
    [`${base}/events/1`]: { name: 'Talk', _links: { 'eb:changes': { href: `${base}/events/1/changes` } } },
    [`${base}/events?where=%7B%22date%22%3A1%7D&max_results=2`]: {
      _links: { next: { href: `${base}/events?page=2` } },
    },
    [`${base}/events?page=2`]: { _meta: { page: 2 } },
  };
}

const respond = ({ url, method }: PageRequest, body: object | undefined): ShownDocument => ({
  ...{ url, method, headers: {}, body: body ?? {} },
  status: body === undefined ? 0 : 200,
});

beforeEach(() => {
  [requests, roots] = [[], 0];
  serveEvents('http://old');
  navigator = createNavigator({
    ...{ rootUrl, pausesMs: [0, 0, 0] },
    send: async (request) => {
      requests.push(request);
      return respond(request, served[request.url]);
    },
    onRoot: () => void roots++,
  });
});

describe('the navigator', () => {
  it('goes from the root to a document by links, and knows the way the next time', async () => {
    const event = item('event', '1');
    expect((await navigator.load(event)).body).toMatchObject({ name: 'Talk' });
    expect(requests.map(({ url }) => url)).toEqual([rootUrl, 'http://old/events', 'http://old/events/1']);
    // Of a list on the way, only the links are needed.
    expect(requests[1]?.headers).toEqual({ prefer: 'return=minimal' });
    await navigator.load(event);
    expect(requests).toHaveLength(4);
  });

  it('follows the pages of a selection', async () => {
    const first = select(lists.event, { where: { date: 1 }, max_results: 2 });
    await navigator.load(first);
    expect((await navigator.load(follow(first, 'next'))).body).toEqual({ _meta: { page: 2 } });
  });

  it('finds the account of whoever is signed in from the homes of services, not of guests', async () => {
    expect((await navigator.load(viewer)).body).toEqual({ username: 'pat' });
    expect(requests.map(({ url }) => url)).not.toContain('http://guest/');
  });

  it('reads the root again when a service has moved', async () => {
    await navigator.load(item('event', '1'));
    serveEvents('http://new');
    const moved = await navigator.load(item('event', '1'));
    expect([moved.status, moved.url, roots]).toEqual([200, 'http://new/events/1', 2]);
  });

  it('says what is missing when the service does not come back', async () => {
    served[rootUrl] = { _links: {} };
    const { status, body } = await navigator.load(item('event', '1'));
    expect([status, body]).toEqual([
      0,
      { title: 'This part is not available now', detail: expect.stringContaining('“event”') },
    ]);
    expect(roots).toBe(4);
  });

  it('knows which document a URL leads to, by the templates of lists', async () => {
    await navigator.load(item('event', '1'));
    expect(navigator.identify('http://old/events/a%20b')).toEqual({ rel: 'event', id: 'a b' });
    for (const url of [
      'http://old/events/',
      'http://old/events/1/register',
      'http://old/events/1?x=1',
      'http://old/venues/1',
    ])
      expect(navigator.identify(url)).toBeUndefined();
  });
});

it('a stream is opened where its document is now', async () => {
  const opened: string[] = [];
  const openStream = createStreamOpener({
    navigator,
    open: async ({ url }) => {
      opened.push(url);
      if (!url.startsWith('http://new')) throw new TypeError('no answer');
      return new Response('');
    },
  });
  const stream = follow(item('event', '1'), 'eb:changes');
  const { signal } = new AbortController();
  await expect(openStream(stream, {}, signal)).rejects.toThrow('no answer');
  serveEvents('http://new');
  expect((await openStream(stream, {}, signal)).status).toBe(200);
  expect(opened).toEqual(['http://old/events/1/changes', 'http://new/events/1/changes']);
});

describe('a form that did not reach its service', () => {
  const documentAt = (base: string, key = 'cancel'): ShownDocument => {
    const template = { method: 'DELETE', target: `${base}/events/1/register` };
    return {
      ...{ url: `${base}/events/1`, method: 'GET', status: 200, headers: {} },
      body: { _templates: { [key]: template } },
    };
  };
  const request = { method: 'DELETE', url: 'http://old/events/1/register?username=pat' };

  it('is sent to where the form is now, with its query', () => {
    expect(movedRequest(request, documentAt('http://old'), documentAt('http://new'))).toEqual({
      method: 'DELETE',
      url: 'http://new/events/1/register?username=pat',
    });
  });

  it('is not sent again to the same place, or if the form is gone', () => {
    expect(movedRequest(request, documentAt('http://old'), documentAt('http://old'))).toBeUndefined();
    expect(movedRequest(request, documentAt('http://old'), documentAt('http://new', 'register'))).toBeUndefined();
  });
});
