import { expect, it } from '@jest/globals';
import type { ContractContext } from './contract-context.ts';

/** Declares the tests of conditional reads: entity tags and modification dates (RFC 9110, section 13). */
export function conditionalRequests(context: ContractContext): void {
  answersNotModified(context);
  tagsEachRepresentation(context);
  datesTheLastChange(context);
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
  it('has a Last-Modified date as soon as that second has passed', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const later = Math.ceil(Date.parse(body._updated) / 1000) * 1000 + 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, later - Date.now())));
    const { headers } = await hal('GET', self);
    const modified = headers.get('last-modified') ?? '';
    expect(Date.parse(modified)).toBe(Math.floor(Date.parse(body._updated) / 1000) * 1000);
    const since = (value: string) => hal('GET', self, { headers: { 'if-modified-since': value } });
    expect((await since(modified)).status).toBe(304);
    expect((await since(new Date(0).toUTCString())).status).toBe(200);
    const both = { 'if-modified-since': modified, 'if-none-match': '"another"' };
    expect((await hal('GET', self, { headers: both })).status).toBe(200);
    const forms = { accept: 'application/prs.hal-forms+json', 'if-modified-since': modified };
    const withForms = await hal('GET', self, { headers: forms });
    expect([withForms.status, withForms.headers.get('last-modified')]).toEqual([200, null]);
  });
}
