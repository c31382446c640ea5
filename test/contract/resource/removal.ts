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
