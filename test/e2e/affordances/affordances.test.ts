import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalResult, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { actionSelection, formsHeaders, actionToTemplate, normalizeTemplates } from './normalize.ts';

const root = { as: 'root' } as const;

/** The callers: a member, a manager, HR, and the administrator. */
const callers = ['phartman', 'manderson', 'hreagan', 'root'] as const;
/** The states of an event: its capacity, and who is registered. */
const states: readonly (readonly [title: string, capacity: number, registered: readonly string[]])[] = [
  ['nobody is registered', 2, []],
  ['the caller is registered', 2, ['phartman']],
  ['another account is registered', 2, ['tgraves']],
  ['it is full', 1, ['tgraves']],
  ['it is full and the caller is registered', 1, ['phartman']],
];
/** The account that a caller registers if the form has the field `username`. It is not registered before. */
const outsider = 'clopez';

describe.each(testStores)('affordances, on $name,', ({ open }) => {
  let system: TestSystem;
  let count = 0;
  beforeAll(async () => {
    system = await startTestSystem(open);
  });
  afterAll(() => system.close());

  async function newEvent(capacity: number, registered: readonly string[]): Promise<HalBody> {
    const body = { name: `Affordances ${count++}`, capacity };
    const venue = await hal('POST', system.href('venue'), { ...root, body });
    const slot = { name: 'Affordances', date: '2027-06-01', time: '09:00:00', duration: 'PT1H' };
    const { body: event } = await hal('POST', venue.body._links.event.href, { ...root, body: slot });
    for (const username of registered) await hal('PUT', event._links.register.href, { ...root, body: { username } });
    return event;
  }

  const templatesOf = async (url: string, as: string): Promise<HalBody> => {
    const { status, headers, body } = await hal('GET', url, { as, headers: formsHeaders });
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining(formsHeaders.accept)]);
    return body._templates;
  };

  /** Submits a template with exactly the properties of its form. */
  function submit(template: HalBody, as: string, username: string | undefined): Promise<HalResult> {
    const names = template.properties.map(({ name }: HalBody) => name);
    const body = names.includes('username') ? { username } : {};
    return hal(template.method, template.target, { as, body });
  }

  it.each(states)('are equal in both faces, and succeed, when %s', async (_title, capacity, registered) => {
    for (const as of callers) {
      const event = await newEvent(capacity, registered);
      const templates = await templatesOf(event._links.self.href, as);
      const response = await graphql(system.graphql, `{ event(id: "${event._id}") { ${actionSelection} } }`, { as });
      expect(normalizeTemplates(templates)).toEqual(response.data.event.actions.map(actionToTemplate));
      const isIn = registered.includes(as);
      const isFull = registered.length >= capacity;
      expect('register' in templates).toBe(!isIn && !isFull);
      expect('cancel' in templates).toBe(as === 'phartman' ? isIn : registered.length > 0);
      if ('register' in templates) expect((await submit(templates.register, as, outsider)).status).toBe(201);
      if ('cancel' in templates) expect((await submit(templates.cancel, as, registered[0])).body.changed).toBe(true);
    }
  });

  it('of DELETE take their fields in the query as well as in the body', async () => {
    const event = await newEvent(2, ['phartman', 'tgraves']);
    const { cancel } = await templatesOf(event._links.self.href, 'manderson');
    const cancelBy = async (query: object, as: string, body?: object) => {
      const search = new URLSearchParams(Object.entries(query)).toString();
      return hal(cancel.method, `${cancel.target}?${search}`, { as, body });
    };
    expect(cancel.properties.map(({ name }: HalBody) => name)).toEqual(['username']);
    expect((await cancelBy({ username: '' }, 'manderson')).status).toBe(403);
    expect((await cancelBy({ username: 'tgraves' }, 'phartman')).status).toBe(403);
    expect((await cancelBy({ username: 'tgraves' }, 'manderson')).body.changed).toBe(true);
    expect((await cancelBy({ username: 'nobody' }, 'manderson', { username: 'phartman' })).body.changed).toBe(true);
    const total = (await hal('GET', event._links.registration.href, root)).body._meta.total;
    expect(total).toBe(0);
  });

  it('depend on the permissions of the caller: an account and its fields', async () => {
    const { body } = await hal('GET', `${system.href('account')}?where={"username":"phartman"}`, root);
    const self = body._embedded.account[0]._links.self.href;
    const names = async (as: string): Promise<HalBody> =>
      Object.fromEntries(
        Object.entries<HalBody>(await templatesOf(self, as)).map(([rel, { properties }]) => [
          rel,
          properties.map(({ name }: HalBody) => name),
        ]),
      );
    for (const as of callers) {
      const response = await graphql(
        system.graphql,
        `{ account(id: "${body._embedded.account[0]._id}") { ${actionSelection} } }`,
        { as },
      );
      expect([as, normalizeTemplates(await templatesOf(self, as))]).toEqual([
        as,
        response.data.account.actions.map(actionToTemplate),
      ]);
    }
    expect(await names('phartman')).toEqual({ default: ['name', 'password'] });
    expect(await names('manderson')).toEqual({});
    expect(await names('hreagan')).toEqual({ default: ['username', 'name', 'role', 'password'], delete: [] });
  });

  it('are absent from the edit form if the caller may not change the document', async () => {
    const { _links } = await newEvent(2, []);
    const form = async (as: string): Promise<HalBody> => (await hal('GET', _links['edit-form'].href, { as })).body;
    expect((await form('phartman'))._templates).toEqual({});
    expect((await form('manderson'))._templates.default.method).toBe('PATCH');
  });

  it('include creation only while a document can be created', async () => {
    const event = await newEvent(1, []);
    const list = event._links.registration.href;
    const templateNamesOf = async (url: string, as: string): Promise<HalBody> => {
      const { status, body } = await hal('GET', url, { as, headers: formsHeaders });
      return [status, Object.keys(body._templates ?? {})];
    };
    const namesOfListAndForm = async (as: string) => [
      await templateNamesOf(list, as),
      await templateNamesOf(`${list}/create-form`, as),
    ];
    const open = [200, ['default']];
    expect([await namesOfListAndForm('phartman'), await namesOfListAndForm('root')]).toEqual([
      [open, open],
      [open, open],
    ]);
    await hal('PUT', event._links.register.href, { ...root, body: { username: outsider } });
    const full = [200, []];
    expect([await namesOfListAndForm('phartman'), await namesOfListAndForm('root')]).toEqual([
      [full, full],
      [full, full],
    ]);
  });

  it('exclude creation for callers who may not create, and the requests are rejected', async () => {
    const { body } = await hal('GET', `${system.href('account')}?where={"username":"tgraves"}`, root);
    const list = body._embedded.account[0]._links.registration.href;
    const event = (await newEvent(1, []))._id;
    const listResponse = await hal('GET', list, { as: 'phartman', headers: formsHeaders });
    expect([listResponse.body._links['create-form'], listResponse.body._templates]).toEqual([undefined, {}]);
    const rejected = [
      await hal('GET', `${list}/create-form`, { as: 'phartman' }),
      await hal('POST', list, { as: 'phartman', body: {} }),
      await hal('POST', list, { as: 'phartman', body: { _event_ref: event } }),
      await hal('GET', `${system.href('venue')}/create-form`, { as: 'phartman' }),
      await hal('GET', `${system.href('venue')}/create-form`),
    ];
    expect(rejected.map(({ status }) => status)).toEqual([403, 403, 403, 403, 401]);
  });

  it('are on a list and each of its items if the client accepts forms', async () => {
    const list = async (as: string, headers = {}): Promise<HalBody> =>
      (await hal('GET', system.href('venue'), { as, headers })).body;
    const [member, manager, plain] = [
      await list('phartman', formsHeaders),
      await list('manderson', formsHeaders),
      await list('root'),
    ];
    expect([member._templates, member._embedded.venue[0]._templates]).toEqual([{}, {}]);
    expect(Object.keys(manager._templates)).toEqual(['default']);
    expect(Object.keys(manager._embedded.venue[0]._templates)).toEqual(['default', 'delete']);
    expect([plain._templates, plain._embedded.venue[0]._templates]).toEqual([undefined, undefined]);
  });

  it('have an entity tag that differs from that of the plain document', async () => {
    const url = (await hal('GET', system.href('venue'), root)).body._embedded.venue[0]._links.self.href;
    const tags = await Promise.all(
      [{}, formsHeaders].map(async (headers) => (await hal('GET', url, { ...root, headers })).headers.get('etag')),
    );
    expect(tags[0]).not.toBe(tags[1]);
  });
});
