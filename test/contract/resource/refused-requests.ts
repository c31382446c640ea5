import { expect, it } from '@jest/globals';
import { bodyOf, type ContractContext } from './contract-context.ts';

/** Queries that no request for a representation may have. */
const invalidQueries = [
  'embed=nothing',
  `embed=${'nothing,'.repeat(17)}`,
  'embed=a.b.c.d.e',
  'projection=nothing',
  'projection={"_id":0}',
  'links_only=AAA',
  'links_only=true&links_only=TRUE',
  'pretty=AAA',
];

/** Declares the tests of requests with an invalid query: nothing is written. */
export function refusedRequests(context: ContractContext): void {
  refusesCreations(context);
  refusesChangesAndRemovals(context);
  refusesRemovalsOfLists(context);
  takesFlags(context);
}

const totalOf = async ({ hal, subject }: ContractContext): Promise<number> =>
  (await hal('GET', `${subject().collection}?max_results=1`)).body._meta.total as number;

function refusesCreations(context: ContractContext): void {
  const { subject, hal, newDocument } = context;
  it('creates nothing if the query is invalid: a document or a batch', async () => {
    const created = await newDocument();
    const total = await totalOf(context);
    for (const query of invalidQueries)
      for (const body of [bodyOf(created), [bodyOf(created)]]) {
        const url = `${subject().list(created.references)}?${query}`;
        const refused = await hal('POST', url, { body });
        expect([query, refused.status, refused.body.detail]).toEqual([query, 400, expect.stringMatching(/^\w+: /)]);
      }
    expect(await totalOf(context)).toBe(total);
  });
}

function refusesChangesAndRemovals({ plan: { change }, hal, postSample }: ContractContext): void {
  it('neither changes nor removes a document if the query is invalid', async () => {
    const body = await postSample();
    const self: string = body._links.self.href;
    const changed = change === undefined ? body : { ...body, [change.field]: change.value };
    const requests = [
      ...(change === undefined
        ? []
        : [['PUT', changed] as const, ['PATCH', { [change.field]: change.value }] as const]),
      ['DELETE', undefined] as const,
    ];
    for (const [method, content] of requests)
      for (const query of [...invalidQueries, ...(method === 'DELETE' ? ['cascade=AAA', 'cascade=yes'] : [])]) {
        const headers = { 'if-match': `"${body._etag}"` };
        const sent = content === undefined ? { headers } : { headers, body: content };
        const refused = await hal(method, `${self}?${query}`, sent);
        expect([method, query, refused.status]).toEqual([method, query, 400]);
      }
    expect((await hal('GET', self)).headers.get('etag')).toBe(`"${body._etag}"`);
  });
}

function refusesRemovalsOfLists(context: ContractContext): void {
  const { subject, hal, postSample } = context;
  it('removes nothing from a list if the query is invalid, or would narrow the list', async () => {
    await postSample();
    const total = await totalOf(context);
    for (const query of [...invalidQueries, 'cascade=AAA', 'where={"_id":"1"}', 'max_results=1', 'page=2']) {
      const refused = await hal('DELETE', `${subject().collection}?${query}`);
      expect([query, refused.status]).toEqual([query, 400]);
    }
    expect(await totalOf(context)).toBe(total);
  });
}

function takesFlags({ hal, postSample }: ContractContext): void {
  it('takes a flag as true, false, 1 or 0, or alone', async () => {
    const self: string = (await postSample())._links.self.href;
    const isSet = async (query: string): Promise<boolean> =>
      (await hal('GET', `${self}?${query}`)).body._id === undefined;
    for (const query of ['links_only', 'links_only=true', 'links_only=1', 'links_only=0&links_only=1'])
      expect([query, await isSet(query)]).toEqual([query, true]);
    const unset = await hal('GET', `${self}?links_only=false`);
    expect(unset.headers.get('etag')).toBe(`"${unset.body._etag}"`);
    expect(await isSet('links_only=0')).toBe(false);
    const removed = await hal('DELETE', `${self}?cascade`, { headers: { 'if-match': '*' } });
    expect(removed.status).toBe(200);
  });
}
