import { expect, it } from '@jest/globals';
import { specimenSample } from './specimen-sample.ts';
import type { SpecimenClient } from './specimen-client.ts';

/** Declares the tests of unique values, of normal forms, and of changes. */
export function storedValues(client: SpecimenClient): void {
  areUnique(client);
  areNormalized(client);
  areTagged(client);
}

function areUnique({ post, create, find }: SpecimenClient): void {
  it('are unique by value: decimals and date-times together, e-mail addresses in any case', async () => {
    const one = { weight: '77.70', foundAt: '2026-03-01T10:00:00+02:00', contact: 'Ada@Example.com' };
    expect((await post(one)).status).toBe(201);
    const same = { weight: '77.7', foundAt: '2026-03-01T08:00:00Z' };
    const rejected = await post(same);
    expect([rejected.status, rejected.body.fields]).toEqual([409, ['weight', 'foundAt']]);
    expect(await create(same)).toEqual({ __typename: 'Duplicate', fields: ['weight', 'foundAt'] });
    expect((await post({ ...same, foundAt: '2026-03-01T08:00:00.001Z' })).status).toBe(201);
    const shared = await post({ weight: '77.8', contact: 'ada@example.COM' });
    expect([shared.status, shared.body.fields]).toEqual([409, ['contact']]);
    expect((await find({ contact: 'Ada@Example.com' }))[0]?.contact).toBe('Ada@Example.com');
  });
}

function areNormalized({ hal, subject, post, find, list }: SpecimenClient): void {
  it('normalize URLs, in documents and in filters', async () => {
    const forms = [
      ['HTTPS://Example.COM:443', 'https://example.com/'],
      ['http://bücher.example/ü?q=ä%20b', 'http://xn--bcher-kva.example/%C3%BC?q=%C3%A4%20b'],
      ['https://a.example/x/../y?q=[1]|{2}#a#b', 'https://a.example/y?q=%5B1%5D%7C%7B2%7D#a%23b'],
      ['https://a.example/%zz?', 'https://a.example/%25zz?'],
      ['http://[::1]:8080/', 'http://[::1]:8080/'],
    ] as const;
    for (const [index, [sent, normal]] of forms.entries()) {
      // As text: the description of the API has URIs, which have ASCII only.
      const fields = JSON.stringify({ ...specimenSample(9000 + index), homepage: sent });
      const { status, body } = await hal('POST', subject().collection, { body: fields });
      expect([status, body.homepage]).toEqual([201, normal]);
      expect((await find({ homepage: sent })).map(({ _id }) => _id as string)).toContain(body._id);
      expect((await post({ homepage: normal })).body.homepage).toBe(normal);
    }
    expect((await find({ homepage: { $regex: '^http://xn--' } })).length).toBeGreaterThan(0);
    const { nodes } = await list({ filter: { homepage: { regex: '^http://xn--' }, contact: { regex: '^keeper' } } });
    expect(nodes[0].homepage).toMatch(/^http:\/\/xn--/);
  });
}

function areTagged({ hal, post }: SpecimenClient): void {
  it('have an entity tag that changes with the offset, and not with another form of the same value', async () => {
    const { body } = await post({ weight: '5.5', foundAt: '2026-04-01T10:00:00+02:00' });
    const patch = async (fields: object) => {
      const changed = await hal('PATCH', body._links.self.href, { headers: { 'if-match': '*' }, body: fields });
      expect(changed.status).toBe(200);
      return changed.body;
    };
    const same = await patch({ weight: '5.500', foundAt: '2026-04-01t10:00:00.000+02:00', homepage: body.homepage });
    expect(same._etag).toBe(body._etag);
    const moved = await patch({ foundAt: '2026-04-01T08:00:00Z' });
    expect([moved._etag === body._etag, moved.foundAt]).toEqual([false, '2026-04-01T08:00:00Z']);
  });
}
