import { expect, it } from '@jest/globals';
import { bodyOf, type ContractContext } from './contract-context.ts';

/** Declares the tests of batches in the HAL face: also a batch of one document. */
export function batches(context: ContractContext): void {
  namesTheIndexInABatchOfOne(context);
  returnsListAndIds(context);
  distinguishesABatchFromADocument(context);
}

function namesTheIndexInABatchOfOne({ hal, subject, newDocument }: ContractContext): void {
  it('names the index in the issues of a batch of one', async () => {
    const document = await newDocument();
    const list = subject().list(document.references);
    const { status, body } = await hal('POST', list, { body: [{ ...bodyOf(document), nonsense: 1 }] });
    expect([status, body._issues]).toEqual([422, { '0.nonsense': expect.stringContaining('unknown') }]);
  });
}

function returnsListAndIds({ plan, hal, subject, newDocument }: ContractContext): void {
  it('answers a batch with the list in Location and self, and with the ids also for return=minimal', async () => {
    for (const preference of ['return=representation', 'return=minimal']) {
      const document = await newDocument();
      const list = subject().list(document.references);
      const { status, headers, body } = await hal('POST', list, {
        body: [bodyOf(document)],
        headers: { prefer: preference },
      });
      expect([status, headers.get('location'), body._links.self.href]).toEqual([201, list, list]);
      const [created] = body._embedded[plan.name];
      const read = await hal('GET', created._links.self.href);
      expect([read.body._id, read.body._etag]).toEqual([created._id, created._etag]);
      if (preference === 'return=minimal') expect(Object.keys(created)).toEqual(['_id', '_etag', '_links']);
    }
  });
}

function distinguishesABatchFromADocument({ hal, subject, newDocument }: ContractContext): void {
  it('rejects an Idempotency-Key that was used for a document when it is used for a batch of it', async () => {
    const document = await newDocument();
    const list = subject().list(document.references);
    const post = (body: unknown) =>
      hal('POST', list, { body, headers: { 'idempotency-key': JSON.stringify(document.references) + list } });
    expect((await post(bodyOf(document))).status).toBe(201);
    const batch = await post([bodyOf(document)]);
    expect([batch.status, batch.body.type]).toEqual([422, expect.stringMatching(/key-reused$/)]);
    expect((await post(bodyOf(document))).status).toBe(201);
  });
}
