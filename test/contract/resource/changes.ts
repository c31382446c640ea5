import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import { bodyOf, type ContractChange, type ContractContext } from './contract-context.ts';

/** Declares the tests of changes, if the resource allows changes. */
export function changes(context: ContractContext): void {
  const { change } = context.plan;
  if (change === undefined) return;
  patches(context, change);
  patchesConditionally(context, change);
  puts(context, change);
  changesByMutation(context, change);
}

function patches({ hal, postSample }: ContractContext, { field, value, invalidValue }: ContractChange): void {
  it('changes by PATCH with If-Match: 428 without, 412 when stale', async () => {
    const body = await postSample();
    const patch = (patched: object, headers: Record<string, string> = {}) =>
      hal('PATCH', body._links.self.href, { body: patched, headers });
    expect((await patch({ [field]: value })).status).toBe(428);
    expect((await patch({ [field]: value }, { 'if-match': '"stale"' })).status).toBe(412);
    const changed = await patch({ [field]: value }, { 'if-match': body._etag });
    expect([changed.status, changed.body[field], changed.body._status]).toEqual([200, value, 'OK']);
    expect(changed.body._etag).not.toBe(body._etag);
    expect((await patch({ [field]: invalidValue }, { 'if-match': '*' })).status).toBe(422);
    expect((await patch({ _id: 'other' }, { 'if-match': '*' })).status).toBe(422);
  });
}

function patchesConditionally({ hal, postSample }: ContractContext, { field, value }: ContractChange): void {
  it('evaluates If-None-Match of a change, and returns a minimal response if preferred', async () => {
    const body = await postSample();
    const self = body._links.self.href;
    const patch = (headers: Record<string, string>) =>
      hal('PATCH', self, { headers: { 'if-match': '*', ...headers }, body: { [field]: value } });
    for (const validator of ['*', `"${body._etag}"`])
      expect((await patch({ 'if-none-match': validator })).body.type).toMatch(/precondition-failed$/);
    const changed = await patch({ prefer: 'return=minimal', 'if-none-match': '"another"' });
    expect([changed.status, changed.body, changed.headers.get('preference-applied')]).toEqual([
      204,
      undefined,
      'return=minimal',
    ]);
    const now = await hal('GET', self);
    expect([now.body[field], now.headers.get('etag')]).toEqual([value, changed.headers.get('etag')]);
  });
}

function puts({ hal, newDocument, post, postSample }: ContractContext, { field, value }: ContractChange): void {
  it('accepts a PUT of a representation that was read or received', async () => {
    const created = await postSample();
    const self = created._links.self.href;
    const put = (body: HalBody) => hal('PUT', self, { body, headers: { 'if-match': `"${body._etag}"` } });
    const unchanged = await put((await hal('GET', self)).body);
    expect([unchanged.status, unchanged.body]).toEqual([200, { ...created, _status: 'OK' }]);
    const changed = await put({ ...unchanged.body, [field]: value });
    expect([changed.status, changed.body[field]]).toEqual([200, value]);
  });

  it('keeps references and secrets that a PUT leaves out', async () => {
    const created = await newDocument();
    const { body } = await post(created);
    const headers = { 'if-match': body._etag };
    const changed = await hal('PUT', body._links.self.href, { headers, body: { ...created.fields, [field]: value } });
    expect([changed.status, changed.body[field]]).toEqual([200, value]);
    expect(changed.body).toMatchObject(bodyOf({ fields: {}, references: created.references }));
  });
}

function changesByMutation(context: ContractContext, { field, value }: ContractChange): void {
  const { plan, type, toGraphql, hal, execute, postSample } = context;
  const mutation = `mutation ($id: ID!, $ifMatch: String!, $input: Change${type}Input!) { change${type}(id: $id, ifMatch: $ifMatch, input: $input) { __typename ... on Change${type}Success { ${plan.name} { etag } } ... on Problem { status detail } ... on Invalid { issues { field message } } ... on Stale { current { etag } } } }`;

  it('changes by mutation with ifMatch; Stale contains the current state', async () => {
    const body = await postSample();
    const change = async (ifMatch: string): Promise<HalBody> => {
      const { data } = await execute(mutation, { id: body._id, ifMatch, input: toGraphql({ [field]: value }) });
      return data?.[`change${type}`];
    };
    expect(await change('stale')).toMatchObject({ __typename: 'Stale', status: 412, current: { etag: body._etag } });
    const changed = await change(body._etag);
    expect(changed).toMatchObject({ __typename: `Change${type}Success` });
    expect((await hal('GET', body._links.self.href)).body).toMatchObject({
      [field]: value,
      _etag: changed[plan.name].etag,
    });
  });
}
