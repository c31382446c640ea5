import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { curlCommand } from './curl.ts';
import { graphqlQuery, playgroundUrl, toGraphqlFilter } from './graphql-query.ts';
import { jsonTokens } from './json-tokens.ts';

const shown = (url: string, body: unknown) => ({ ...{ url, method: 'GET', status: 200, headers: {}, body } });

describe('curl', () => {
  it('is a command with a placeholder for the token', () => {
    const headers = { authorization: 'Bearer secret', 'if-match': '"1"' };
    const command = curlCommand(
      { method: 'PATCH', url: 'http://localhost/a?b=1', headers, body: `{"name":"it's"}` },
      true,
    );
    expect(command).not.toContain('secret');
    expect(command.split('\n').map((line) => line.replace(/ \\$/, '').trim())).toEqual([
      `curl -X PATCH 'http://localhost/a?b=1'`,
      expect.stringMatching(/^-H 'accept: application\/prs\.hal-forms\+json, .*problem\+json'$/),
      `-H 'if-match: "1"'`,
      '-H "authorization: Bearer $TOKEN"',
      `-d '{"name":"it'\\''s"}'`,
    ]);
  });

  it('has no credentials if nobody is signed in', () => {
    expect(curlCommand({ method: 'GET', url: 'http://localhost/' }, false)).not.toContain('TOKEN');
  });
});

describe('the GraphQL query', () => {
  it('of an item has its fields and references', () => {
    const item = { _id: '1', _created: 'x', _etag: 'e', name: 'A', nested: {}, _venue_ref: '2', _links: {} };
    const query = graphqlQuery(shown('http://localhost/events/1', item), 'event') ?? '';
    expect(parse(query)).toBeDefined();
    expect(query.replaceAll(/\s+/g, ' ')).toBe('{ event(id: "1") { id etag name venue { id } } }');
  });

  it('of a list has its filter, order and size', () => {
    const url = 'http://localhost/events/venue/7?where={"name":{"$regex":"^A"}}&sort=-date,timeZone&max_results=10';
    const body = {
      _links: { self: { href: url, title: 'events' } },
      ...{ _meta: { max_results: 10 }, _embedded: { event: [{ _id: '1', name: 'A', _venue_ref: '7' }] } },
    };
    const query = graphqlQuery(shown(url, body), undefined) ?? '';
    expect(parse(query)).toBeDefined();
    expect(query).toContain(
      'events(first: 10, filter: { venue: { eq: "7" }, name: { regex: "^A" } }, orderBy: [{ field: DATE, direction: DESC }, { field: TIME_ZONE }])',
    );
  });

  it.each([[{ status: 'ok' }], [{ _links: {} }], [undefined]])('is none for %j', (body) => {
    expect(graphqlQuery(shown('http://localhost/x', body), undefined)).toBeUndefined();
  });

  it('has filters without dollar signs', () => {
    expect(toGraphqlFilter({ $or: [{ _id: '1' }, { _venue_ref: { $in: ['2'] } }] })).toEqual({
      or: [{ id: { eq: '1' } }, { venue: { in: ['2'] } }],
    });
  });

  it('is in the URL of the playground', () => {
    expect(new URL(playgroundUrl('http://localhost/graphql', '{ a }')).searchParams.get('query')).toBe('{ a }');
  });
});

describe('the raw document', () => {
  it.each([{ a: 'http://localhost/x', b: [1, -2.5e3, true, null, 'tau "quoted" \\'], 'f{n}': {} }, [], 'text', 7])(
    '%j is all in its pieces',
    (value) => {
      const json = JSON.stringify(value, null, 2);
      expect(
        jsonTokens(json)
          .map(({ text }) => text)
          .join(''),
      ).toBe(json);
    },
  );

  it('has links', () => {
    const tokens = jsonTokens('{"href": "http://localhost/x", "template": "http://localhost/{id}"}');
    expect(tokens.filter(({ url }) => url !== undefined).map(({ url }) => url)).toEqual(['http://localhost/x']);
    expect(tokens.filter(({ kind }) => kind === 'key')).toHaveLength(2);
  });
});
