import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal as request, type HalBody } from '../support/clients.ts';
import { createContractContext, type ContractSubject } from './resource/contract-context.ts';
import { specimenSample, toGraphqlSpecimen } from './specimen-sample.ts';

const digits = '12345678901234567';

/** Weights and their canonical forms, in ascending order; two are equal. */
const weights = [
  [`-${digits}.${digits}`, `-${digits}.${digits}`],
  ['-10', '-10'],
  ['-9.5', '-9.5'],
  ['-0', '0'],
  ['0.10', '0.1'],
  ['9', '9'],
  ['9.00', '9'],
  ['10.010', '10.01'],
  [`${digits}.${digits}`, `${digits}.${digits}`],
] as const;

/** Points in time, in ascending order; two are equal. */
const times = [
  ['2025-12-31t23:59:59.250z', '2025-12-31T23:59:59.25Z'],
  ['2026-01-01T10:00:00+14:00', '2026-01-01T10:00:00+14:00'],
  ['2026-01-01T00:30:00+02:00', '2026-01-01T00:30:00+02:00'],
  ['2025-12-31T22:30:00Z', '2025-12-31T22:30:00Z'],
  ['2025-12-31T23:30:00-00:00', '2025-12-31T23:30:00-00:00'],
  ['2025-12-31T13:00:00.001-11:30', '2025-12-31T13:00:00.001-11:30'],
] as const;

const sortedTimes = [times[1], times[2], times[3], times[4], times[0], times[5]];

/** Values that each kind rejects, with a part of the message. */
const invalid: readonly (readonly [field: string, values: readonly unknown[], message: RegExp])[] = [
  [
    'weight',
    ['NaN', '1e400', '--1', '', ' 1', '+1', '.5', '5.', '01', 'Infinity', '1,5', '0x1', '١'],
    /decimal number as text/,
  ],
  ['weight', [1, true, [], { $gt: '1' }], /decimal number as text/],
  ['weight', ['1'.repeat(40), '1'.repeat(1000)], /digits before the point/],
  ['weight', [`0.${'1'.repeat(18)}`, `0.${'0'.repeat(40)}`], /at most 17 digits after the point/],
  ['price', ['-0.01'], /at least 0/],
  ['price', ['0.001'], /at most 2 digits after/],
  ['foundAt', ['2026-01-01', '2026-01-01T10:00:00', '2026-01-01 10:00:00Z', '20260101T100000Z', 7], /RFC 3339/],
  ['foundAt', ['2026-02-30T10:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T10:00:00+99:99'], /that exist/],
  ['foundAt', ['2026-12-31T23:59:60Z', '2026-12-31T23:59:60.5+01:00'], /leap second/],
  ['foundAt', ['2026-01-01T10:00:00.1234Z'], /three digits/],
  [
    'homepage',
    ['mailto:a@example.com', 'javascript:alert(1)', 'example.com', '/a', 'http://', 'ftp://a', '', 5],
    /absolute/,
  ],
  ['homepage', ['https://exa mple.com', 'https://a/b c', ' https://a', 'https://a\n'], /without spaces/],
  ['homepage', ['https://a:99999', 'https://[::1', 'https://a"b', 'https://xn--', 'https://a|b'], /valid host/],
  ['homepage', ['https://user:secret@example.com', 'https://user@example.com'], /username or a password/],
  ['homepage', [`https://example.com/${'a'.repeat(200)}`, `https://example.com/${'ü'.repeat(60)}`], /at most 200/],
  [
    'contact',
    ['a', 'a@', '@b', 'a@b@c', 'a..b@c', '.a@b', 'a b@c', 'a@-b', 'a@b.', 'a@bücher.de', 'mailto:a@b', 3],
    /e-mail/,
  ],
  ['contact', [`${'a'.repeat(65)}@b`, `a@${'b'.repeat(64)}`], /e-mail/],
  [
    'contact',
    [`a@${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}.${'b'.repeat(60)}`],
    /at most 254/,
  ],
];

/** Declares the tests of fields of every kind, through both faces. */
export function fieldKinds(store: string, start: () => Promise<ContractSubject>): void {
  describe(`fields of every kind on ${store}`, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await start();
    }, 60_000);
    afterAll(() => subject.close());
    const plan = { store, name: 'specimen', plural: 'specimens', sample: specimenSample, toGraphql: toGraphqlSpecimen };
    const { hal, execute } = createContractContext(plan, () => subject);

    let counter = 1000;
    const post = (fields: object) =>
      hal('POST', subject.collection, { body: { ...specimenSample(counter++), ...fields } });
    const mutation = `mutation ($input: CreateSpecimenInput!) { createSpecimen(input: $input) { __typename
      ... on CreateSpecimenSuccess { specimen { id weight price foundAt soldAt homepage contact } }
      ... on Invalid { issues { field message } } ... on Duplicate { fields } } }`;
    const create = async (fields: object): Promise<HalBody> => {
      const input = toGraphqlSpecimen({ ...specimenSample(counter++), ...fields });
      const { data, errors } = await execute(mutation, { input });
      return errors === undefined ? data.createSpecimen : errors;
    };
    const find = async (where: object, sort = '_id'): Promise<readonly HalBody[]> => {
      const query = new URLSearchParams({ where: JSON.stringify(where), sort });
      const { status, body } = await hal('GET', `${subject.collection}?${query.toString()}`);
      expect([status, body.detail]).toEqual([200, undefined]);
      return body._embedded.specimen;
    };
    const list = async (variables: object): Promise<HalBody> => {
      const query = `query ($filter: SpecimenFilter, $orderBy: [SpecimenOrder!], $first: Int, $after: String, $last: Int, $before: String) {
        specimens(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
          totalCount nodes { id name weight foundAt contact homepage } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }`;
      const { data, errors } = await execute(query, variables);
      expect(errors).toBeUndefined();
      return data.specimens;
    };
    /** Reads all pages, forwards or backwards. */
    async function readPages(variables: object, field: string, forwards: boolean): Promise<readonly string[]> {
      const values: string[] = [];
      for (let cursor: string | null = null; ;) {
        const page = await list({
          ...variables,
          ...(forwards ? { first: 2, after: cursor } : { last: 2, before: cursor }),
        });
        const read = page.nodes.map((node: HalBody) => node[field]);
        values.splice(forwards ? values.length : 0, 0, ...read);
        if (!(forwards ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) return values;
        cursor = forwards ? page.pageInfo.endCursor : page.pageInfo.startCursor;
      }
    }

    it.each(invalid)('reject %s: %j', async (field, values, message) => {
      for (const value of values) {
        const { status, body } = await post({ [field]: value });
        expect([value, status, body._issues]).toEqual([value, 422, { [field]: expect.stringMatching(message) }]);
        const created = await create({ [field]: value });
        const rejected = Array.isArray(created)
          ? created.map(({ extensions }) => extensions.code)
          : created.issues?.map((issue: HalBody) => issue.field);
        expect([value, rejected]).toEqual([value, [expect.stringMatching(`BAD_USER_INPUT|^${field}$`)]]);
      }
    });

    it.each([
      [{ weight: 'x' }, 'weight: must be compared with a decimal number'],
      [{ weight: 1 }, 'weight: must be compared with a decimal number'],
      [{ weight: { $gt: '1e3' } }, 'weight: must be compared with a decimal number'],
      [{ weight: { $in: ['1', 'NaN'] } }, 'weight: must be compared with a decimal number'],
      [{ weight: { $regex: '^1' } }, '"$regex" is not an operator for weight'],
      [{ weight: { decimal: '1' } }, '"decimal" is not an operator for weight'],
      [{ foundAt: '2026-02-30T00:00:00Z' }, 'foundAt: must be compared with a date and time'],
      [{ foundAt: { at: '2026-02-01T00:00:00Z' } }, '"at" is not an operator for foundAt'],
      [{ 'foundAt.at': '2026-02-01T00:00:00Z' }, '"foundAt.at" cannot be filtered by'],
      [{ homepage: 'mailto:a@b' }, 'homepage: "mailto:a@b" must be an absolute http or https URL'],
      [{ contact: { $in: ['a'] } }, 'contact: "a" must be an e-mail address'],
    ])('reject the filter %j', async (where, message) => {
      const { status, body } = await hal(
        'GET',
        `${subject.collection}?where=${encodeURIComponent(JSON.stringify(where))}`,
      );
      expect([status, body.detail]).toEqual([400, expect.stringContaining(message)]);
    });

    it('compare, sort and page decimals by value', async () => {
      const group = { day: '2001-01-01' };
      for (const [index, [weight, canonical]] of weights.entries()) {
        const foundAt = `2001-01-01T00:00:0${index}Z`;
        const created =
          index % 2 === 0
            ? (await post({ ...group, weight, foundAt })).body
            : (await create({ ...group, weight, foundAt })).specimen;
        expect(created.weight).toBe(canonical);
      }
      const canonical = weights.map(([, each]) => each);
      const inHal = async (where: object, sort?: string) =>
        (await find({ ...group, ...where }, sort)).map(({ weight }) => weight as string);
      expect(await inHal({}, 'weight')).toEqual(canonical);
      expect(await inHal({}, '-weight')).toEqual(canonical.toReversed());
      expect(await inHal({ weight: '9.0' })).toEqual(['9', '9']);
      expect(await inHal({ weight: { $gt: '-9.50', $lt: '9' } })).toEqual(['0', '0.1']);
      expect(await inHal({ weight: { $gte: '10.0099999', $lte: '10.01' } })).toEqual(['10.01']);
      expect(await inHal({ weight: { $in: ['-10.0', '0.1', '7'] } })).toEqual(['-10', '0.1']);
      expect(await inHal({ weight: { $nin: canonical.slice(1) } })).toEqual([canonical[0]]);
      expect(await inHal({ price: null })).toHaveLength(weights.length);
      for (const direction of ['ASC', 'DESC'] as const) {
        const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field: 'WEIGHT', direction }] };
        const expected = direction === 'ASC' ? canonical : canonical.toReversed();
        for (const forwards of [true, false]) expect(await readPages(variables, 'weight', forwards)).toEqual(expected);
      }
      const filter = { day: { eq: group.day }, weight: { gt: '-10.0', in: ['9.000', '-10', '-9.5'] } };
      expect((await list({ filter })).nodes.map(({ weight }: HalBody) => weight)).toEqual(['-9.5', '9', '9']);
    });

    it('keep the offset of a date-time, and compare, sort and page it as a point in time', async () => {
      const group = { day: '2001-01-02' };
      for (const [index, [foundAt, canonical]] of times.entries()) {
        const weight = `${index}.25`;
        const created =
          index % 2 === 0
            ? (await post({ ...group, weight, foundAt })).body
            : (await create({ ...group, weight, foundAt })).specimen;
        expect(created.foundAt).toBe(canonical);
      }
      const canonical = sortedTimes.map(([, each]) => each);
      const inHal = async (where: object, sort?: string) =>
        (await find({ ...group, ...where }, sort)).map(({ foundAt }) => foundAt as string);
      expect(await inHal({}, 'foundAt')).toEqual(canonical);
      expect(await inHal({ foundAt: '2025-12-31T23:30:00+01:00' }, 'foundAt')).toEqual(canonical.slice(1, 3));
      expect(await inHal({ foundAt: { $gt: '2026-01-01T00:30:00+02:00' } }, 'foundAt')).toEqual(canonical.slice(3));
      expect(await inHal({ foundAt: { $nin: ['2025-12-31T22:30:00Z'] }, soldAt: null }, '-foundAt')).toEqual(
        canonical.toSpliced(1, 2).reverse(),
      );
      for (const forwards of [true, false]) {
        const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field: 'FOUND_AT', direction: 'ASC' }] };
        expect(await readPages(variables, 'foundAt', forwards)).toEqual(canonical);
      }
      const filter = { day: { eq: group.day }, foundAt: { lte: '2026-01-01T00:30:00+02:00' } };
      expect((await list({ filter })).totalCount).toBe(3);
    });

    it('page date-times and decimals that some documents lack', async () => {
      const group = { day: '2001-01-03' };
      const sold = ['2026-01-01T00:00:00+01:00', undefined, '2025-12-31T23:00:00Z', undefined, '2027-01-01T00:00:00Z'];
      for (const [index, soldAt] of sold.entries())
        await post({ ...group, weight: String(index), soldAt, price: index < 2 ? '1.1' : undefined });
      for (const [field, name] of [
        ['SOLD_AT', 'soldAt'],
        ['PRICE', 'price'],
      ] as const)
        for (const direction of ['ASC', 'DESC']) {
          const variables = { filter: { day: { eq: group.day } }, orderBy: [{ field, direction }] };
          const expected = (await find(group, `${direction === 'ASC' ? '' : '-'}${name}`)).map(
            (each) => each.weight as string,
          );
          for (const forwards of [true, false])
            expect(await readPages(variables, 'weight', forwards)).toEqual(expected);
        }
    });

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

    it('normalize URLs, in documents and in filters', async () => {
      for (const [sent, normal] of [
        ['HTTPS://Example.COM:443', 'https://example.com/'],
        ['http://bücher.example/ü?q=ä b'.replace(' ', '%20'), 'http://xn--bcher-kva.example/%C3%BC?q=%C3%A4%20b'],
        ['https://a.example/x/../y?q=[1]|{2}#a#b', 'https://a.example/y?q=%5B1%5D%7C%7B2%7D#a%23b'],
        ['https://a.example/%zz?', 'https://a.example/%25zz?'],
        ['http://[::1]:8080/', 'http://[::1]:8080/'],
      ] as const) {
        // As text: the description of the API has URIs, which have ASCII only.
        const fields = JSON.stringify({ ...specimenSample(counter++), homepage: sent });
        const { status, body } = await hal('POST', subject.collection, { body: fields });
        expect([status, body.homepage]).toEqual([201, normal]);
        expect((await find({ homepage: sent })).map(({ _id }) => _id as string)).toContain(body._id);
        expect((await post({ homepage: normal })).body.homepage).toBe(normal);
      }
      expect((await find({ homepage: { $regex: '^http://xn--' } })).length).toBeGreaterThan(0);
      const { nodes } = await list({ filter: { homepage: { regex: '^http://xn--' }, contact: { regex: '^keeper' } } });
      expect(nodes[0].homepage).toMatch(/^http:\/\/xn--/);
    });

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

    it('are input of actions in both faces', async () => {
      const { body } = await post({});
      const input = { reading: '-1.50', takenAt: '2026-01-01T10:00:00+02:00', report: 'https://a.example' };
      const acted = await hal('PUT', `${body._links.self.href}/reading`, { body: input });
      const expected = {
        reading: '-1.5',
        takenAt: { at: '2026-01-01T08:00:00.000Z', offset: '+02:00' },
        report: 'https://a.example/',
      };
      expect([acted.status, JSON.parse(acted.body.message)]).toEqual([201, expected]);
      const { data } = await execute(
        `mutation ($id: ID!, $reading: Decimal!, $takenAt: DateTime!, $report: URL) { measureSpecimen(id: $id, reading: $reading, takenAt: $takenAt, report: $report) { ... on MeasureSpecimenSuccess { message } } }`,
        { id: body._id, ...input },
      );
      expect(JSON.parse(data.measureSpecimen.message)).toEqual(expected);
      const tooLarge = await hal('PUT', `${body._links.self.href}/reading`, {
        body: { ...input, reading: '1000.001' },
      });
      expect([tooLarge.status, tooLarge.body._issues]).toEqual([422, { reading: 'must be at most 1000' }]);
    });

    it('have forms and descriptions', async () => {
      const { body } = await post({ price: '9.50', soldAt: '2026-01-01T10:00:00+02:00' });
      const form = await hal('GET', body._links['edit-form'].href);
      const properties: HalBody = Object.fromEntries(
        form.body._templates.default.properties.map((each: HalBody) => [each.name, each]),
      );
      expect(properties.homepage).toMatchObject({ type: 'url', minLength: 1, maxLength: 200, value: body.homepage });
      expect(properties.contact).toMatchObject({ type: 'email', maxLength: 254, value: body.contact });
      expect(properties.price).toMatchObject({ type: 'text', min: 0, step: 0.01, value: '9.5' });
      expect(properties.soldAt).toMatchObject({ type: 'text', value: '2026-01-01T10:00:00+02:00' });
      for (const name of ['homepage', 'contact', 'price', 'soldAt']) {
        expect(new RegExp(properties[name].regex, 'v').test(body[name])).toBe(true);
        expect(new RegExp(properties[name].regex, 'v').test(' ')).toBe(false);
      }
      const { components } = (await request('GET', `${new URL(subject.collection).origin}/openapi.json`)).body;
      const described = components.schemas.NewSpecimen.properties;
      expect(described.homepage).toMatchObject({ type: 'string', format: 'uri', maxLength: 200 });
      expect(described.contact).toMatchObject({ type: 'string', format: 'email', maxLength: 254 });
      expect(described.foundAt).toMatchObject({ type: 'string', format: 'date-time' });
      expect(described.price).toMatchObject({ type: ['string', 'null'], pattern: properties.price.regex });
      const query = `query ($id: ID!) { specimen(id: $id) { actions { rel fields { name type value regex min max minLength maxLength } } } }`;
      const { data } = await execute(query, { id: body._id });
      const fields = data.specimen.actions.find(({ rel }: HalBody) => rel === 'edit').fields;
      const field = (name: string) => fields.find((each: HalBody) => each.name === name);
      expect(field('price')).toMatchObject({
        type: 'Decimal',
        value: '9.5',
        regex: properties.price.regex,
        min: null,
        max: null,
      });
      expect(field('soldAt')).toMatchObject({ type: 'DateTime', value: '2026-01-01T10:00:00+02:00' });
      expect(field('contact')).toMatchObject({ type: 'EmailAddress', value: body.contact, maxLength: 254 });
      expect(field('homepage')).toMatchObject({ type: 'URL', value: body.homepage });
    });
  });
}
