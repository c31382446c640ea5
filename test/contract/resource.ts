import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, type GraphqlAnswer, type HalAnswer, type HalBody } from '../support/clients.ts';
import { describedHal as hal } from '../support/openapi-validation.ts';

/** A resource under the contract, served by a running service. */
export interface ContractSubject {
  /** The collection in the HAL face, and the subgraph. */
  readonly collection: string;
  readonly graphql: string;
  /** Where documents are created in the HAL face, for these references: the collection, or a list of the parent's. */
  readonly list: (references: Readonly<Record<string, string>>) => string;
  /** References of new documents, by relation: another set each time where a set can be used once. */
  readonly references: () => Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export interface ContractPlan {
  /** Where the documents are, for the suite's title. */
  readonly store: string;
  readonly name: string;
  readonly plural: string;
  /** The fields of the n-th document, as HAL has them. */
  readonly sample: (index: number) => Readonly<Record<string, unknown>>;
  /** Fields whose values are other words in GraphQL: enum values. */
  readonly toGraphql?: (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** A change of one field, and a value of it that is refused; none where documents are not changed. */
  readonly change?: { readonly field: string; readonly value: unknown; readonly refused: unknown };
  /** Fields that are never shown. */
  readonly hidden?: readonly string[];
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const refName = (relation: string): string => `_${relation}_ref`;

/** What every resource does, through both faces, as the administrator. */
export function resourceContract(plan: ContractPlan, start: () => Promise<ContractSubject>): void {
  const { name, plural, hidden = [], toGraphql = (fields) => fields } = plan;
  const [type, types] = [pascal(name), pascal(plural)];
  const root = { as: 'root' } as const;
  let counter = 0;
  let subject: ContractSubject;

  const input = async () => ({ fields: plan.sample(counter++), references: await subject.references() });
  const shown = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => !hidden.includes(field)));
  const bodyOf = ({ fields, references }: Awaited<ReturnType<typeof input>>) => ({
    ...fields,
    ...Object.fromEntries(Object.entries(references).map(([relation, id]) => [refName(relation), id])),
  });
  const post = async (): Promise<HalAnswer> => {
    const made = await input();
    return hal('POST', subject.list(made.references), { ...root, body: bodyOf(made) });
  };
  const ask = (query: string, variables: object = {}): Promise<GraphqlAnswer> =>
    graphql(subject.graphql, query, { ...root, variables });
  const create = async (): Promise<HalBody> => {
    const { fields, references } = await input();
    const query = `mutation ($input: Create${type}Input!) { create${type}(input: $input) { __typename ... on Create${type}Success { ${name} { id etag href createdAt } } ... on Problem { title detail } ... on Invalid { issues { field message } } } }`;
    const answer = await ask(query, { input: { ...toGraphql(fields), ...references } });
    return answer.data[`create${type}`];
  };

  describe(`the resource contract for ${plural} on ${plan.store}`, () => {
    beforeAll(async () => {
      subject = await start();
    }, 60_000);
    afterAll(() => subject.close());

    it('creates by POST: 201, Location, the representation with its links', async () => {
      const made = await input();
      const { status, headers, body } = await hal('POST', subject.list(made.references), {
        ...root,
        body: bodyOf(made),
      });
      expect([status, body]).toEqual([201, expect.anything()]);
      expect(body).toMatchObject({ ...shown(made.fields), _id: expect.any(String), _etag: expect.any(String) });
      expect(headers.get('location')).toBe(body._links.self.href);
      expect(headers.get('etag')).toBe(`"${body._etag}"`);
      for (const [relation, id] of Object.entries(made.references)) {
        expect(body[refName(relation)]).toBe(id);
        expect(body._links[relation].href).toContain(id);
      }
      for (const field of hidden) expect(JSON.stringify(body)).not.toContain(String(made.fields[field]));
    });

    it('creates by mutation what HAL then shows, at the href that GraphQL says', async () => {
      const { __typename, [name]: made } = await create();
      expect(__typename).toBe(`Create${type}Success`);
      const { status, body } = await hal('GET', made.href, root);
      expect(status).toBe(200);
      expect([body._id, body._etag, body._created]).toEqual([made.id, made.etag, made.createdAt]);
    });

    it('reads one: by HAL and by GraphQL the same; 404 and null when there is none', async () => {
      const { body } = await post();
      const { data } = await ask(`query ($id: ID!) { ${name}(id: $id) { id etag href updatedAt actions { rel } } }`, {
        id: body._id,
      });
      expect(data[name]).toMatchObject({
        id: body._id,
        etag: body._etag,
        href: body._links.self.href,
        updatedAt: body._updated,
      });
      const missing = await hal('GET', `${subject.collection}/none`, root);
      expect([missing.status, missing.headers.get('content-type')]).toEqual([
        404,
        expect.stringContaining('application/problem+json'),
      ]);
      expect((await ask(`{ ${name}(id: "none") { id } }`)).data).toEqual({ [name]: null });
    });

    it('resolves entities in any order, null for those that are not there', async () => {
      const [one, other] = [(await post()).body._id, (await post()).body._id];
      const representations = [other, 'none', one].map((id) => ({ __typename: type, id }));
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { id } } }`;
      expect((await ask(query, { representations })).data._entities).toEqual([{ id: other }, null, { id: one }]);
    });

    it('lists with paging, total and links to the other pages', async () => {
      await post();
      await post();
      const { body } = await hal('GET', `${subject.collection}?max_results=1&page=2`, root);
      expect(body._embedded[name]).toHaveLength(1);
      expect(body._meta).toMatchObject({ page: 2, max_results: 1, total: expect.any(Number) });
      for (const rel of ['first', 'prev', 'last'])
        expect((await hal('GET', body._links[rel].href, root)).status).toBe(200);
      const beyond = await hal('GET', `${subject.collection}?page=100000`, root);
      expect([beyond.status, beyond.body._embedded[name]]).toEqual([200, []]);
    });

    it('lists in the order of insertion, sorts, and filters by what it shows', async () => {
      const { body: one } = await post();
      const { body: other } = await post();
      const where = encodeURIComponent(JSON.stringify({ _id: { $in: [other._id, one._id] } }));
      const ids = async (query: string) =>
        (await hal('GET', `${subject.collection}?where=${where}${query}`, root)).body._embedded[name].map(
          (each: HalBody) => each._id,
        );
      expect(await ids('')).toEqual([one._id, other._id]);
      expect(await ids('&sort=-_id')).toEqual([other._id, one._id]);
      const query = `query ($filter: ${type}Filter!) { ${plural}(filter: $filter, orderBy: [{ field: ID, direction: DESC }]) { totalCount nodes { id } } }`;
      const { data } = await ask(query, { filter: { id: { in: [one._id, other._id] } } });
      expect(data[plural]).toEqual({ totalCount: 2, nodes: [{ id: other._id }, { id: one._id }] });
    });

    it('pages both ways by cursors', async () => {
      for (let index = 0; index < 5; index++) await post();
      const query = `query ($first: Int, $after: String, $last: Int, $before: String) { ${plural}(first: $first, after: $after, last: $last, before: $before) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
      const all = (await ask(query, { first: 100 })).data[plural];
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page: HalBody = (await ask(query, { first: 2, after })).data[plural];
        seen.push(...page.nodes.map(({ id }: HalBody) => id));
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      expect(seen).toEqual(all.nodes.map(({ id }: HalBody) => id));
      const last = (await ask(query, { last: 2, before: all.pageInfo.endCursor })).data[plural];
      expect(last.nodes.map(({ id }: HalBody) => id)).toEqual(seen.slice(-3, -1));
      expect(last.pageInfo.hasPreviousPage).toBe(seen.length > 3);
      expect((await ask(query, { first: 2, after: 'garbage' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect((await ask(query, { first: 101 })).errors?.[0]?.message).toContain('100');
    });

    it('creates many, all or none', async () => {
      const [one, other] = [await input(), await input()];
      const before = (await hal('GET', `${subject.collection}?max_results=1`, root)).body._meta.total;
      const bad = await hal('POST', subject.list(one.references), {
        ...root,
        body: [bodyOf(one), { ...bodyOf({ ...other, references: one.references }), nonsense: 1 }],
      });
      expect([bad.status, bad.body._issues]).toEqual([422, { '1.nonsense': expect.any(String) }]);
      const own = { ...bodyOf({ ...other, references: one.references }), _id: 'mine' };
      const set = await hal('POST', subject.list(one.references), { ...root, body: [bodyOf(one), own] });
      expect([set.status, set.body._issues]).toEqual([422, { '1._id': expect.any(String) }]);
      expect((await hal('GET', `${subject.collection}?max_results=1`, root)).body._meta.total).toBe(before);
      const query = `mutation ($inputs: [Create${type}Input!]!) { create${types}(inputs: $inputs) { __typename ... on Create${types}Success { ${plural} { id } } } }`;
      const made = await ask(query, {
        inputs: [one, other].map(({ fields, references }) => ({ ...toGraphql(fields), ...references })),
      });
      expect(made.data[`create${types}`][plural]).toHaveLength(2);
    });

    it('names unknown fields, and fields that are not there', async () => {
      const made = await input();
      const { status, body } = await hal('POST', subject.list(made.references), { ...root, body: { nonsense: 1 } });
      expect(status).toBe(422);
      expect(body).toMatchObject({
        _status: 'ERR',
        _error: { code: 422, message: expect.stringContaining('nonsense') },
        _issues: { nonsense: expect.stringContaining('unknown') },
      });
    });

    it('is conditional: 304 for what is known', async () => {
      const { body } = await post();
      const known = await hal('GET', body._links.self.href, {
        ...root,
        headers: { 'if-none-match': `"x", "${body._etag}"` },
      });
      expect([known.status, known.body]).toEqual([304, undefined]);
      const list = await hal('GET', subject.collection, root);
      expect(
        (
          await hal('GET', subject.collection, {
            ...root,
            headers: { 'if-none-match': list.headers.get('etag') ?? '' },
          })
        ).status,
      ).toBe(304);
    });

    if (plan.change !== undefined) {
      const { field, value, refused } = plan.change;
      const mutation = `mutation ($id: ID!, $ifMatch: String!, $input: Change${type}Input!) { change${type}(id: $id, ifMatch: $ifMatch, input: $input) { __typename ... on Change${type}Success { ${name} { etag } } ... on Problem { status detail } ... on Invalid { issues { field message } } ... on Stale { current { etag } } } }`;

      it('changes by PATCH with If-Match: 428 without, 412 when stale', async () => {
        const { body } = await post();
        const url = body._links.self.href;
        expect((await hal('PATCH', url, { ...root, body: { [field]: value } })).status).toBe(428);
        expect(
          (await hal('PATCH', url, { ...root, body: { [field]: value }, headers: { 'if-match': '"stale"' } })).status,
        ).toBe(412);
        const changed = await hal('PATCH', url, {
          ...root,
          body: { [field]: value },
          headers: { 'if-match': body._etag },
        });
        expect([changed.status, changed.body[field]]).toEqual([200, value]);
        expect(changed.body._etag).not.toBe(body._etag);
        expect(
          (await hal('PATCH', url, { ...root, body: { [field]: refused }, headers: { 'if-match': '*' } })).status,
        ).toBe(422);
        expect(
          (await hal('PATCH', url, { ...root, body: { _id: 'other' }, headers: { 'if-match': '*' } })).status,
        ).toBe(422);
      });

      it('changes unless the client has it already, and answers with as little as is preferred', async () => {
        const { body } = await post();
        const self = body._links.self.href;
        const patch = (headers: Record<string, string>) =>
          hal('PATCH', self, { ...root, headers: { 'if-match': '*', ...headers }, body: { [field]: value } });
        for (const known of ['*', `"${body._etag}"`])
          expect((await patch({ 'if-none-match': known })).body.type).toMatch(/precondition-failed$/);
        const changed = await patch({ prefer: 'return=minimal', 'if-none-match': '"another"' });
        expect([changed.status, changed.body, changed.headers.get('preference-applied')]).toEqual([
          204,
          undefined,
          'return=minimal',
        ]);
        const now = await hal('GET', self, root);
        expect([now.body[field], now.headers.get('etag')]).toEqual([value, changed.headers.get('etag')]);
      });

      it('changes by PUT of what was read', async () => {
        const made = await input();
        const { body } = await hal('POST', subject.list(made.references), { ...root, body: bodyOf(made) });
        const secrets = Object.fromEntries(hidden.map((each) => [each, made.fields[each]]));
        const changed = await hal('PUT', body._links.self.href, {
          ...root,
          body: { ...body, ...secrets, [field]: value },
          headers: { 'if-match': `"${body._etag}"` },
        });
        expect([changed.status, changed.body[field]]).toEqual([200, value]);
      });

      it('changes by mutation with ifMatch: Stale shows the current state, Invalid the field', async () => {
        const { body } = await post();
        const to = async (ifMatch: string, wanted: unknown) =>
          (await ask(mutation, { id: body._id, ifMatch, input: toGraphql({ [field]: wanted }) })).data?.[
            `change${type}`
          ];
        expect(await to('stale', value)).toMatchObject({
          __typename: 'Stale',
          status: 412,
          current: { etag: body._etag },
        });
        const changed = await to(body._etag, value);
        expect(changed).toMatchObject({ __typename: `Change${type}Success` });
        expect((await hal('GET', body._links.self.href, root)).body).toMatchObject({
          [field]: value,
          _etag: changed[name].etag,
        });
      });
    }

    it('removes by DELETE with If-Match, and by mutation with ifMatch', async () => {
      const { body: one } = await post();
      expect((await hal('DELETE', one._links.self.href, root)).status).toBe(428);
      for (const known of ['*', `"${one._etag}"`]) {
        const headers = { 'if-match': '*', 'if-none-match': known };
        expect((await hal('DELETE', one._links.self.href, { ...root, headers })).status).toBe(412);
      }
      const gone = await hal('DELETE', one._links.self.href, { ...root, headers: { 'if-match': `"${one._etag}"` } });
      expect([gone.status, gone.body]).toEqual([
        200,
        { _status: 'deleted', delete_count: 1, _links: expect.objectContaining({ home: expect.anything() }) },
      ]);
      expect((await hal('GET', one._links.self.href, root)).status).toBe(404);
      const again = await hal('DELETE', one._links.self.href, { ...root, headers: { 'if-match': `"${one._etag}"` } });
      expect([again.status, again.body]).toEqual([200, gone.body]);
      for (const tag of ['"another"', '*'])
        expect((await hal('DELETE', one._links.self.href, { ...root, headers: { 'if-match': tag } })).status).toBe(404);
      const { body: other } = await post();
      const mutation = `mutation ($id: ID!, $ifMatch: String!) { remove${type}(id: $id, ifMatch: $ifMatch) { __typename ... on Remove${type}Success { id } } }`;
      expect((await ask(mutation, { id: other._id, ifMatch: other._etag })).data[`remove${type}`]).toEqual({
        __typename: `Remove${type}Success`,
        id: other._id,
      });
      expect((await ask(mutation, { id: other._id, ifMatch: other._etag })).data[`remove${type}`]).toEqual({
        __typename: `Remove${type}Success`,
        id: other._id,
      });
      expect((await ask(mutation, { id: other._id, ifMatch: '*' })).data[`remove${type}`]).toEqual({
        __typename: 'NotFound',
      });
    });

    it('lists the documents that refer to one document, and removes them together', async () => {
      const made = await input();
      for (const [relation, id] of Object.entries(made.references)) {
        const { body } = await hal('POST', subject.list(made.references), { ...root, body: bodyOf(made) });
        const list = await hal('GET', `${subject.collection}/${relation}/${id}`, root);
        expect(list.body._embedded[name].map((each: HalBody) => each._id)).toContain(body._id);
        const gone = await hal('DELETE', `${subject.collection}/${relation}/${id}`, root);
        expect([gone.status, gone.body.delete_count]).toEqual([200, list.body._meta.total]);
      }
    });

    it('leads to forms, and says which methods it takes', async () => {
      const { body } = await post();
      const form = await hal('GET', body._links['edit-form'].href, root);
      const methods = Object.values<HalBody>(form.body._templates).map(({ method }) => method);
      expect([form.status, methods]).toEqual([200, plan.change === undefined ? [] : ['PATCH']]);
      const options = await fetch(body._links.self.href, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'HEAD, GET, PUT, PATCH, DELETE, OPTIONS']);
      const wrong = await hal('POST', body._links.self.href, root);
      expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'HEAD, GET, PUT, PATCH, DELETE, OPTIONS']);
    });

    it('shows as much as is asked for: projection, links_only, and refuses what it does not have', async () => {
      const { body } = await post();
      const self = body._links.self.href;
      const metadata = ['_id', '_created', '_updated', '_etag', '_links'];
      const members = Object.keys(body).filter((member) => !metadata.includes(member));
      const [first] = members;
      const keys = async (query: string): Promise<readonly string[]> =>
        Object.keys((await hal('GET', `${self}?${query}`, root)).body).toSorted();
      const json = (flags: object) => `projection=${encodeURIComponent(JSON.stringify(flags))}`;
      if (first !== undefined) {
        for (const query of [`projection=${first}`, json({ [first]: 1 }), json({ [first]: 1, _id: 1 })])
          expect(await keys(query)).toEqual([first, ...metadata].toSorted());
        const others = members.filter((member) => member !== first);
        expect(await keys(json({ [first]: 0 }))).toEqual([...others, ...metadata].toSorted());
      }
      expect(await keys('links_only')).toEqual(['_links']);
      await post();
      const list = await hal('GET', `${subject.collection}?links_only=true&max_results=1`, root);
      expect(Object.keys(list.body._embedded[name][0])).toEqual(['_links']);
      expect(list.body._links.last.href).toContain('links_only=true');
      expect((await hal('GET', `${self}?${json({ _id: 0 })}`, root)).status).toBe(400);
      const wrong = await hal('GET', `${self}?projection=nothing`, root);
      expect([wrong.status, wrong.body.detail]).toEqual([400, expect.stringContaining('"nothing" is unknown')]);
      expect((await hal('GET', `${self}?${json({ [first ?? 'x']: 2 })}`, root)).status).toBe(400);
    });

    it('has an entity tag for each representation, and takes any of them for If-Match', async () => {
      const { body } = await post();
      const self = body._links.self.href;
      const etag = async (query: string, accept = 'application/hal+json'): Promise<string> => {
        const answer = await hal('GET', `${self}${query}`, { ...root, headers: { accept } });
        const tag = answer.headers.get('etag') ?? '';
        const known = await hal('GET', `${self}${query}`, { ...root, headers: { accept, 'if-none-match': tag } });
        expect([answer.status, known.status]).toEqual([200, 304]);
        return tag;
      };
      const tags = [
        await etag(''),
        await etag('?links_only'),
        await etag('?pretty'),
        await etag('', 'application/json'),
        await etag('', 'application/prs.hal-forms+json'),
      ];
      expect(tags[0]).toBe(`"${body._etag}"`);
      expect(new Set(tags).size).toBe(tags.length);
      const gone = await hal('DELETE', self, { ...root, headers: { 'if-match': tags[1] ?? '' } });
      expect(gone.status).toBe(200);
    });

    it('says when it was changed last, once that second is over', async () => {
      const { body } = await post();
      const self = body._links.self.href;
      const later = Math.ceil(Date.parse(body._updated) / 1000) * 1000 + 1;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, later - Date.now())));
      const { headers } = await hal('GET', self, root);
      const modified = headers.get('last-modified') ?? '';
      expect(Date.parse(modified)).toBe(Math.floor(Date.parse(body._updated) / 1000) * 1000);
      const since = (value: string) => hal('GET', self, { ...root, headers: { 'if-modified-since': value } });
      expect((await since(modified)).status).toBe(304);
      expect((await since(new Date(0).toUTCString())).status).toBe(200);
      const both = { 'if-modified-since': modified, 'if-none-match': '"another"' };
      expect((await hal('GET', self, { ...root, headers: both })).status).toBe(200);
      const forms = { accept: 'application/prs.hal-forms+json', 'if-modified-since': modified };
      const offered = await hal('GET', self, { ...root, headers: forms });
      expect([offered.status, offered.headers.get('last-modified')]).toEqual([200, null]);
    });

    it('gives back as much of what was written as is preferred, and says so', async () => {
      const prefer = async (preference: string): Promise<HalAnswer> => {
        const made = await input();
        const headers = { prefer: preference };
        return hal('POST', subject.list(made.references), { ...root, body: bodyOf(made), headers });
      };
      const minimal = await prefer('return=minimal');
      expect([minimal.status, minimal.body, minimal.headers.get('preference-applied')]).toEqual([
        201,
        undefined,
        'return=minimal',
      ]);
      const location = minimal.headers.get('location') ?? '';
      expect((await hal('GET', location, root)).headers.get('etag')).toBe(minimal.headers.get('etag'));
      const whole = await prefer('return=representation');
      expect([whole.body._id, whole.headers.get('preference-applied')]).toEqual([
        expect.any(String),
        'return=representation',
      ]);
    });

    it('asks who is there', async () => {
      const anonymous = await hal('GET', subject.collection);
      expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('Basic'),
      ]);
      const answer = await graphql(subject.graphql, `{ ${plural} { nodes { id } } }`);
      expect([answer.status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
      expect((await graphql(subject.graphql, '{ __typename }')).data).toEqual({ __typename: 'Query' });
      expect(
        (await hal('GET', subject.collection, { headers: { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' } })).status,
      ).toBe(401);
    });
  });
}
