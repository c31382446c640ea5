import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import { bodyOf, inputOf, refName, type ContractContext } from './contract-context.ts';

/** Declares the tests of creation: single documents through both faces, batches, and invalid input. */
export function creation(context: ContractContext): void {
  createsByPost(context);
  createsByMutation(context);
  createsMany(context);
  namesUnknownFields(context);
}

function createsByPost({ hidden, newDocument, post }: ContractContext): void {
  it('creates by POST: 201, Location, and the representation with its links', async () => {
    const created = await newDocument();
    const { status, headers, body } = await post(created);
    expect([status, body]).toEqual([201, expect.anything()]);
    const visible = Object.entries(created.fields).filter(([field]) => !hidden.includes(field));
    expect(body).toMatchObject({
      ...Object.fromEntries(visible),
      _id: expect.any(String),
      _etag: expect.any(String),
    });
    expect(body._status).toBe('OK');
    expect(headers.get('location')).toBe(body._links.self.href);
    expect(headers.get('etag')).toBe(`"${body._etag}"`);
    for (const [relation, id] of Object.entries(created.references)) {
      expect(body[refName(relation)]).toBe(id);
      expect(body._links[relation].href).toContain(id);
    }
    for (const field of hidden) expect(JSON.stringify(body)).not.toContain(String(created.fields[field]));
  });
}

function createsByMutation(context: ContractContext): void {
  const { plan, type, hal, execute, newDocument } = context;
  const query = `mutation ($input: Create${type}Input!) { create${type}(input: $input) { __typename ... on Create${type}Success { ${plan.name} { id etag href createdAt } } ... on Problem { title detail } ... on Invalid { issues { field message } } } }`;

  it('creates by mutation; HAL returns the document at its href', async () => {
    const { data } = await execute(query, { input: inputOf(context, await newDocument()) });
    const { __typename, [plan.name]: created }: HalBody = data[`create${type}`];
    expect(__typename).toBe(`Create${type}Success`);
    const { status, body } = await hal('GET', created.href);
    expect(status).toBe(200);
    expect([body._id, body._etag, body._created]).toEqual([created.id, created.etag, created.createdAt]);
  });
}

function createsMany(context: ContractContext): void {
  const { plan, type, types, subject, hal, execute, newDocument } = context;
  const mutation = `mutation ($inputs: [Create${type}Input!]!) { create${types}(inputs: $inputs) { __typename ... on Create${types}Success { ${plan.plural} { id } } } }`;
  const total = async (): Promise<number> =>
    (await hal('GET', `${subject().collection}?max_results=1`)).body._meta.total;

  it('creates all documents of a batch or none', async () => {
    const [one, other] = [await newDocument(), await newDocument()];
    const before = await total();
    const sibling = bodyOf({ ...other, references: one.references });
    const postBoth = (second: object) => hal('POST', subject().list(one.references), { body: [bodyOf(one), second] });
    const rejected = await postBoth({ ...sibling, nonsense: 1 });
    expect([rejected.status, rejected.body._issues]).toEqual([422, { '1.nonsense': expect.any(String) }]);
    const ownId = await postBoth({ ...sibling, _id: 'mine' });
    expect([ownId.status, ownId.body._issues]).toEqual([422, { '1._id': expect.any(String) }]);
    expect(await total()).toBe(before);
    const created = await execute(mutation, { inputs: [one, other].map((each) => inputOf(context, each)) });
    expect(created.data[`create${types}`][plan.plural]).toHaveLength(2);
  });
}

function namesUnknownFields({ newDocument, post }: ContractContext): void {
  it('names unknown fields and missing fields', async () => {
    const { status, body } = await post(await newDocument(), { body: { nonsense: 1 } });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      _status: 'ERR',
      _error: { code: 422, message: expect.stringContaining('nonsense') },
      _issues: { nonsense: expect.stringContaining('unknown') },
    });
  });
}
