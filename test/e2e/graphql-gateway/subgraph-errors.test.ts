import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changed, failingParts, garbage, slow, strict } from './failing-parts.ts';
import { startHttpStage, type HttpStage } from './http-stage.ts';
import { events, venues } from './subgraphs.ts';

describe('the GraphQL gateway over HTTP', () => {
  let stage: HttpStage;
  beforeAll(async () => {
    stage = await startHttpStage([events, ...failingParts]);
  });
  afterAll(() => stage.close());

  describe('what a service answers', () => {
    it('is 401 with the challenge when nothing but credentials is missing', async () => {
      const answer = await stage.ask('{ mine }');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="Strict"');
      expect(answer.errors).toMatchObject([
        { message: 'Please sign in.', extensions: { code: 'UNAUTHENTICATED', service: strict.name } },
      ]);
      const secret = await stage.ask('{ venue(id: "secret") { name } }');
      expect([secret.status, secret.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="Event Buddy", charset="UTF-8"',
      ]);
      expect((await stage.ask('{ mine }', { authorization: 'Basic abc' })).data).toEqual({ mine: 'yours' });
    });

    it('is 200 when something could be answered', async () => {
      const answer = await stage.ask('{ mine venues { name price } }');
      expect(answer.status).toBe(200);
      expect(answer.data).toEqual({
        mine: null,
        venues: [
          { name: 'Boardroom', price: null },
          { name: 'Garden', price: null },
        ],
      });
      expect(answer.errors?.every(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')).toBe(true);
    });

    it.each([
      ['fails inside', '{ broken: venue(id: "broken") { name } }', 'INTERNAL_SERVER_ERROR', venues.name],
      ['answers no GraphQL', '{ garbage }', 'SERVICE_UNAVAILABLE', garbage.name],
      ['takes too long', '{ slow }', 'SERVICE_UNAVAILABLE', slow.name],
      ['does not understand its part', '{ changed }', 'SERVICE_UNAVAILABLE', changed.name],
    ])('nulls the field and tells nothing of the inside when it %s', async (_what, query, code, service) => {
      const began = performance.now();
      const answer = await stage.ask(query);
      expect(performance.now() - began).toBeLessThan(1500);
      const field = /\w+/.exec(query)?.[0] ?? '';
      expect([answer.status, answer.data]).toEqual([200, { [field]: null }]);
      const requestId = answer.headers.get('x-request-id');
      expect(answer.errors).toEqual([
        { message: expect.any(String), path: [field], extensions: { code, service, requestId } },
      ]);
      expect(answer.text).not.toMatch(/https?:|localhost|ECONN|mongodb|stack|\d{2,}\.\d|:\d{4}/);
    });

    it('leaves out what only the makers of the gateway understand', async () => {
      const answer = await stage.ask(
        '{ event(id: "1") { venue { name events { venue { name } } } } venue(id: "none") { name } }',
      );
      expect(answer.extensions).toBeUndefined();
      expect(answer.data?.['venue']).toBeNull();
    });
  });
});
