import { expect, it } from '@jest/globals';
import { hal as request } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

/** Declares the tests of reading single documents: by id through both faces, and as federation entities. */
export function reading({ plan: { name }, type, subject, hal, execute, postSample }: ContractContext): void {
  it('reads the same document through HAL and GraphQL; an unknown id is 404 or null', async () => {
    const body = await postSample();
    const query = `query ($id: ID!) { ${name}(id: $id) { id etag href updatedAt actions { rel } } }`;
    const { data } = await execute(query, { id: body._id });
    expect(data[name]).toMatchObject({
      id: body._id,
      etag: body._etag,
      href: body._links.self.href,
      updatedAt: body._updated,
    });
    const missing = await hal('GET', `${subject().collection}/none`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
    expect((await execute(`{ ${name}(id: "none") { id } }`)).data).toEqual({ [name]: null });
  });

  it('represents an optional field without a value as null', async () => {
    const description = (await request('GET', `${new URL(subject().collection).origin}/openapi.json`)).body;
    const fields = Object.keys(description.components.schemas[type].properties).filter((each) => !each.startsWith('_'));
    const optional = fields.filter((field) =>
      description.components.schemas[type].properties[field].type.includes('null'),
    );
    const created = await postSample();
    const { body: list } = await hal('GET', `${subject().collection}?max_results=3000`);
    const bodies = [created, (await hal('GET', created._links.self.href)).body, list._embedded[name].at(-1)];
    for (const body of bodies) {
      expect(Object.keys(body)).toEqual(expect.arrayContaining(fields));
      for (const field of optional) expect([field, body[field]]).toEqual([field, null]);
    }
    const filter = encodeURIComponent(JSON.stringify(Object.fromEntries(optional.map((field) => [field, null]))));
    expect((await hal('GET', `${subject().collection}?where=${filter}`)).body._meta.total).toBeGreaterThan(0);
  });

  it('resolves entities in the order of the request, with null for unknown ids', async () => {
    const [one, other] = [(await postSample())._id, (await postSample())._id];
    const representations = [other, 'none', one].map((id) => ({ __typename: type, id }));
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { id } } }`;
    expect((await execute(query, { representations })).data._entities).toEqual([{ id: other }, null, { id: one }]);
  });
}
