import { expect, it } from '@jest/globals';
import { bodyOf, inputOf, type ContractContext, type NewDocument } from './contract-context.ts';

/** Declares the tests of a unique text, if the resource has one. */
export function uniqueTexts(context: ContractContext): void {
  const { uniqueText } = context.plan;
  if (uniqueText === undefined) return;
  isUniqueInNfc(context, uniqueText);
}

let count = 0;

function isUniqueInNfc(context: ContractContext, field: string): void {
  const { plan, type, hal, execute, newDocument, post } = context;
  it(`keeps ${field} as it was sent, and rejects another one that is equal in NFC`, async () => {
    const [composed, decomposed] = [`\u00c5ngstr\u00f6m ${count}`, `A\u030angstro\u0308m ${count++}`];
    const named = async (text: string): Promise<NewDocument> => {
      const { fields, references } = await newDocument();
      return { fields: { ...fields, [field]: text }, references };
    };
    const created = await post(await named(decomposed));
    expect([created.status, created.body[field]]).toEqual([201, decomposed]);
    const { self } = created.body._links;
    expect((await hal('GET', self.href)).body[field]).toBe(decomposed);
    for (const body of [bodyOf(await named(composed)), [bodyOf(await named(composed))]]) {
      const { status, body: problem } = await hal('POST', context.subject().collection, { body });
      expect([status, problem.fields]).toEqual([409, [field]]);
    }
    const mutation = `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ... on Duplicate { fields } } }`;
    const { data } = await execute(mutation, { input: inputOf(context, await named(composed)) });
    expect(data[`create${type}`]).toEqual({ fields: [field] });
    const other = await post(await named(`Other ${count++}`));
    const rename = (href: string, text: string) =>
      hal('PATCH', href, { headers: { 'if-match': '*' }, body: { [field]: text } });
    expect((await rename(other.body._links.self.href, composed)).status).toBe(409);
    const renamed = await rename(self.href, composed);
    expect([renamed.status, renamed.body[field]]).toEqual([200, composed]);
    expect((await rename(self.href, `Free ${count++}`)).status).toBe(200);
    expect((await rename(other.body._links.self.href, decomposed)).status).toBe(200);
    const where = encodeURIComponent(JSON.stringify({ [field]: decomposed }));
    const found = await hal('GET', `${context.subject().collection}?where=${where}`);
    expect(found.body._embedded[plan.name].map(({ _id }: { _id: string }) => _id)).toEqual([other.body._id]);
  });
}
