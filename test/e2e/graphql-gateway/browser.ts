import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHttpTestGateway, type HttpTestGateway } from './http-test-gateway.ts';

describe('the GraphQL gateway over HTTP', () => {
  let testGateway: HttpTestGateway;
  beforeAll(async () => {
    testGateway = await startHttpTestGateway([]);
  });
  afterAll(() => testGateway.close());

  describe('the playground', () => {
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

    it('opens from the root by redirect, and with a query in the URL', async () => {
      const root = await testGateway.send({ path: '/', headers: browser });
      expect([root.status, root.headers.get('location')]).toEqual([303, '/graphql']);
      for (const path of ['/graphql', '/graphql?query=%7B__typename%7D']) {
        const page = await testGateway.send({ path, headers: browser });
        expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
        expect(page.headers.get('content-encoding')).toBe('gzip');
        expect(await page.text()).toContain('YogaGraphiQL.renderYogaGraphiQL');
      }
    });

    it('is cacheable, and loads nothing from other origins', async () => {
      const page = await testGateway.send({ headers: browser });
      const html = await page.text();
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)="?https?:/);
      const headers = { ...browser, 'if-none-match': page.headers.get('etag') ?? '' };
      expect((await testGateway.send({ headers })).status).toBe(304);
      const plain = await testGateway.send({ headers: { ...browser, 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(await plain.text()).toBe(html);
    });
  });
});
