import { expect, it } from '@jest/globals';
import { request } from 'undici';
import { credentials } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

/**
 * Sends a GET as root and returns the status. Unlike `fetch`, it adds no `Cache-Control: no-cache` to a conditional
 * request.
 */
async function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { statusCode, body } = await request(url, { headers: { ...credentials('root'), ...headers } });
  await body.dump();
  return statusCode;
}

/** Declares the tests of conditional reads: entity tags and modification dates (RFC 9110, section 13). */
export function conditionalRequests(context: ContractContext): void {
  answersNotModified(context);
  tagsEachRepresentation(context);
  datesTheLastChange(context);
  datesEachChange(context);
  evaluatesPreconditionsOfReads(context);
}

function answersNotModified({ subject, hal, postSample }: ContractContext): void {
  it('returns 304 if If-None-Match contains the entity tag', async () => {
    const body = await postSample();
    const validator = await hal('GET', body._links.self.href, {
      headers: { 'if-none-match': `"x", "${body._etag}"` },
    });
    expect([validator.status, validator.body]).toEqual([304, undefined]);
    const { collection } = subject();
    const list = await hal('GET', collection);
    const headers = { 'if-none-match': list.headers.get('etag') ?? '' };
    expect((await hal('GET', collection, { headers })).status).toBe(304);
  });
}

function tagsEachRepresentation({ hal, postSample }: ContractContext): void {
  it('has an entity tag for each representation, and accepts any of them in If-Match', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const etag = async (query: string, accept = 'application/hal+json'): Promise<string> => {
      const response = await hal('GET', `${self}${query}`, { headers: { accept } });
      const tag = response.headers.get('etag') ?? '';
      const validator = await hal('GET', `${self}${query}`, { headers: { accept, 'if-none-match': tag } });
      expect([response.status, validator.status]).toEqual([200, 304]);
      return tag;
    };
    const tags = [
      await etag(''),
      await etag('?links_only'),
      await etag('?pretty'),
      await etag('', 'application/json'),
      await etag('', 'application/prs.hal-forms+json'),
    ];
    expect(tags[0]).toBe(`"${body._etag}"`);
    expect(new Set(tags).size).toBe(tags.length);
    const removed = await hal('DELETE', self, { headers: { 'if-match': tags[1] ?? '' } });
    expect(removed.status).toBe(200);
  });
}

function datesTheLastChange({ hal, postSample }: ContractContext): void {
  it('has a Last-Modified date, and returns 304 if If-Modified-Since has it', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const modified = (await hal('GET', self)).headers.get('last-modified') ?? '';
    expect(Date.parse(modified)).toBe(Math.floor(Date.parse(body._updated) / 1000) * 1000);
    const get = (headers: Record<string, string>) => hal('GET', self, { headers });
    const since = (value: string) => statusOf(self, { 'if-modified-since': value });
    expect(await since(modified)).toBe(304);
    for (const date of [new Date(0).toUTCString(), 'venue 9999', '9999', '9999-01-01T00:00:00Z', 'Mon, 30 Feb 2099'])
      expect([date, await since(date)]).toEqual([date, 200]);
    expect((await get({ 'if-modified-since': modified, 'if-none-match': '"another"' })).status).toBe(200);
    const withForms = await get({ accept: 'application/prs.hal-forms+json', 'if-modified-since': modified });
    expect([withForms.status, withForms.headers.get('last-modified')]).toEqual([200, null]);
  });
}

function datesEachChange({ plan: { change }, hal, postSample }: ContractContext): void {
  if (change === undefined) return;
  const { field, value } = change;
  it('returns 200 if If-Modified-Since has the date of a version that was replaced within the same second', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const modified = (await hal('GET', self)).headers.get('last-modified') ?? '';
    await hal('PATCH', self, { headers: { 'if-match': '*' }, body: { [field]: value } });
    expect(await statusOf(self, { 'if-modified-since': modified })).toBe(200);
    expect((await hal('GET', self)).body?.[field]).toEqual(value);
    const failed = await hal('GET', self, { headers: { 'if-unmodified-since': modified } });
    expect([failed.status, failed.body?.type]).toEqual([412, expect.stringMatching(/precondition-failed$/)]);
  });
}

function evaluatesPreconditionsOfReads({ subject, hal, postSample }: ContractContext): void {
  it('returns 412 for a read whose If-Match or If-Unmodified-Since fails, before If-None-Match counts', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const status = async (headers: Record<string, string>) => {
      const get = await hal('GET', self, { headers });
      const head = await fetch(self, { method: 'HEAD', headers: { ...credentials('root'), ...headers } });
      expect(head.status).toBe(get.status);
      return get.status;
    };
    const [etag, past, future] = [`"${body._etag}"`, new Date(0).toUTCString(), 'Fri, 31 Dec 9999 23:59:59 GMT'];
    for (const tag of [etag, body._etag, '*', `"another", ${etag}`])
      expect(await status({ 'if-match': tag })).toBe(200);
    for (const tag of ['"another"', `W/${etag}`]) expect(await status({ 'if-match': tag })).toBe(412);
    expect(await status({ 'if-unmodified-since': past })).toBe(412);
    for (const date of [future, 'venue 9999']) expect(await status({ 'if-unmodified-since': date })).toBe(200);
    expect(await status({ 'if-match': etag, 'if-unmodified-since': past })).toBe(200);
    expect(await status({ 'if-match': '"another"', 'if-none-match': etag })).toBe(412);
    expect(await status({ 'if-match': etag, 'if-none-match': etag })).toBe(304);
    expect((await hal('GET', `${self}-none`, { headers: { 'if-match': '"another"' } })).status).toBe(404);
    const { collection } = subject();
    const list = await hal('GET', collection);
    const matching = { 'if-match': list.headers.get('etag') ?? '' };
    expect((await hal('GET', collection, { headers: matching })).status).toBe(200);
    expect((await hal('GET', collection, { headers: { 'if-match': '"another"' } })).status).toBe(412);
  });
}
