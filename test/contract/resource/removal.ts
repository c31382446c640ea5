import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

/** Declares the tests of removal: single documents through both faces, and all referrers of a document. */
export function removal(context: ContractContext): void {
  it('removes by DELETE with If-Match, and by mutation with ifMatch', async () => {
    await checkDelete(context);
    await checkMutation(context);
  });
  removesReferringDocuments(context);
  refusesUnclearRemovals(context);
}

async function checkDelete({ hal, postSample }: ContractContext): Promise<void> {
  const body = await postSample();
  const self = body._links.self.href;
  const etag = `"${body._etag}"`;
  const remove = (headers: Record<string, string>) => hal('DELETE', self, { headers });
  expect((await remove({})).status).toBe(428);
  for (const validator of ['*', etag])
    expect((await remove({ 'if-match': '*', 'if-none-match': validator })).status).toBe(412);
  const removed = await remove({ 'if-match': etag });
  expect([removed.status, removed.body]).toEqual([
    200,
    { _status: 'deleted', delete_count: 1, _links: expect.objectContaining({ home: expect.anything() }) },
  ]);
  expect((await hal('GET', self)).status).toBe(404);
  const repeated = await remove({ 'if-match': etag });
  expect([repeated.status, repeated.body]).toEqual([200, removed.body]);
  for (const tag of ['"another"', '*']) expect((await remove({ 'if-match': tag })).status).toBe(404);
}

async function checkMutation({ type, execute, postSample }: ContractContext): Promise<void> {
  const { _id: id, _etag: etag } = await postSample();
  const mutation = `mutation ($id: ID!, $ifMatch: String!) { remove${type}(id: $id, ifMatch: $ifMatch) { __typename ... on Remove${type}Success { id } } }`;
  const remove = async (ifMatch: string): Promise<HalBody> =>
    (await execute(mutation, { id, ifMatch })).data[`remove${type}`];
  expect(await remove(etag)).toEqual({ __typename: `Remove${type}Success`, id });
  expect(await remove(etag)).toEqual({ __typename: `Remove${type}Success`, id });
  expect(await remove('*')).toEqual({ __typename: 'NotFound' });
}

function removesReferringDocuments({ plan: { name }, subject, hal, newDocument, post }: ContractContext): void {
  it('lists the referrers of a document, and removes them together', async () => {
    const created = await newDocument();
    for (const [relation, id] of Object.entries(created.references)) {
      const { body } = await post(created);
      const url = `${subject().collection}/${relation}/${id}`;
      const list = await hal('GET', url);
      expect(list.body._embedded[name].map((each: HalBody) => each._id)).toContain(body._id);
      const removed = await hal('DELETE', url);
      expect([removed.status, removed.body.delete_count]).toEqual([200, list.body._meta.total]);
    }
  });
}

/** Declares the tests of removals that do not say what to remove: nothing is removed. */
function refusesUnclearRemovals({
  plan,
  types,
  subject,
  hal,
  execute,
  newDocument,
  postSample,
}: ContractContext): void {
  const remove = `remove${types}`;
  const countAll = async (): Promise<number> =>
    (await execute(`{ ${plan.plural} { totalCount } }`)).data[plan.plural].totalCount;

  it('removes several by mutation only if the arguments say which', async () => {
    await postSample();
    const total = await countAll();
    const { references } = await newDocument();
    const relations = Object.keys(references);
    const [relation = ''] = relations;
    const given = relations.map((name) => `${name}: ${JSON.stringify(references[name])}`);
    const unclear = [
      ...['', '(all: null)', '(all: false)', '(all: true, cascade: null)'],
      ...relations.flatMap((name) => [`(${name}: null)`, `(all: true, ${name}: null)`]),
      ...given.flatMap((each) => [`(all: true, ${each})`, `(${each}, cascade: null)`]),
      ...given.slice(1).map((each) => `(${relation}: null, ${each})`),
    ];
    for (const args of unclear) await expectRefused(`mutation { ${remove}${args} { __typename } }`);
    const byVariable = `mutation ($id: ID) { ${remove}(${relation}: $id) { __typename } }`;
    if (relation !== '') for (const variables of [{}, { id: null }]) await expectRefused(byVariable, variables);
    expect(await countAll()).toBe(total);
  });

  async function expectRefused(mutation: string, variables: object = {}): Promise<void> {
    const { errors } = await execute(mutation, variables);
    expect([mutation, errors?.[0]?.extensions.code]).toEqual([mutation, 'BAD_USER_INPUT']);
  }

  it('refuses a DELETE that is narrowed by parameters that it does not have', async () => {
    const {
      _links: { self },
    } = await postSample();
    for (const query of ['where={"_id":"x"}', 'page=2', 'max_results=1'])
      for (const url of [subject().collection, self.href as string]) {
        const { status, body } = await hal('DELETE', `${url}?${query}`, { headers: { 'if-match': '*' } });
        expect([url, query, status]).toEqual([url, query, 400]);
        expect(body.detail).toContain(query.split('=')[0]);
      }
    expect((await hal('GET', self.href)).status).toBe(200);
  });
}
