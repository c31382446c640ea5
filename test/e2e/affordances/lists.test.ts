import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { actionSelection, formsHeaders, actionToTemplate, normalizeTemplates } from './normalize.ts';

const root = { as: 'root' } as const;
const callers = ['phartman', 'manderson', 'hreagan', 'root'] as const;
const slot = { name: 'Lists', date: '2027-06-02', time: '09:00:00', duration: 'PT1H' };

/** A list in both faces: its URL in HAL, and its query in GraphQL. */
interface ListCase {
  readonly title: string;
  readonly href: string;
  readonly query: string;
  /** The field that the list determines. HAL's form does not contain it; GraphQL's contains its value. */
  readonly parentField?: string;
  readonly path: readonly string[];
}

describe.each(testStores)('the affordances of a list, on $name,', ({ open }) => {
  let system: TestSystem;
  let lists: readonly ListCase[];
  beforeAll(async () => {
    system = await startTestSystem(open);
    const venue = await hal('POST', system.href('venue'), { ...root, body: { name: 'Lists', capacity: 1 } });
    const event = async (hour: string): Promise<HalBody> =>
      (await hal('POST', venue.body._links.event.href, { ...root, body: { ...slot, time: `${hour}:00:00` } })).body;
    const [free, full] = [await event('09'), await event('11')];
    await hal('PUT', full._links.register.href, { ...root, body: { username: 'clopez' } });
    const accounts = await hal('GET', `${system.href('account')}?where={"username":"phartman"}`, root);
    const [account] = accounts.body._embedded.account;
    const wholeList = ([title, rel]: readonly [string, string]): ListCase => ({
      title,
      href: system.href(rel),
      query: `{ ${title} { ${actionSelection} } }`,
      path: [title],
    });
    const listOfParent = ([of, plural]: readonly [string, string], parent: HalBody, title: string): ListCase => ({
      title,
      href: parent._links[plural.slice(0, -1)].href,
      query: `{ ${of}(id: "${parent._id}") { ${plural} { ${actionSelection} } } }`,
      parentField: of,
      path: [of, plural],
    });
    lists = [
      ...(
        [
          ['venues', 'venue'],
          ['accounts', 'account'],
          ['events', 'event'],
          ['registrations', 'registration'],
        ] as const
      ).map(wholeList),
      listOfParent(['venue', 'events'], venue.body, 'events of a venue'),
      listOfParent(['event', 'registrations'], free, 'registrations of an event that has seats'),
      listOfParent(['event', 'registrations'], full, 'registrations of an event that is full'),
      listOfParent(['account', 'registrations'], account, 'registrations of an account'),
    ];
  });
  afterAll(() => system.close());

  const inHal = async ({ href }: ListCase, as: string) =>
    normalizeTemplates((await hal('GET', href, { as, headers: formsHeaders })).body._templates ?? {});

  async function inGraphql({ query, path }: ListCase, as: string): Promise<readonly HalBody[]> {
    const { data, errors } = await graphql(system.graphql, query, { as });
    expect(errors).toBeUndefined();
    return path.reduce((value: HalBody, name) => value?.[name], data)?.actions ?? [];
  }

  it('are equal in both faces, for all callers', async () => {
    const callersByList: Record<string, readonly string[]> = {};
    for (const list of lists)
      for (const as of callers) {
        const actions = await inGraphql(list, as);
        const withoutParent = actions.map(({ fields, ...action }) => ({
          ...action,
          fields: fields.filter(({ name }: HalBody) => name !== list.parentField),
        }));
        expect([list.title, as, withoutParent.map(actionToTemplate)]).toEqual([list.title, as, await inHal(list, as)]);
        if (actions.length > 0) callersByList[list.title] = [...(callersByList[list.title] ?? []), as];
      }
    expect(callersByList).toEqual({
      venues: ['manderson', 'root'],
      accounts: ['hreagan', 'root'],
      registrations: callers,
      'events of a venue': callers,
      'registrations of an event that has seats': callers,
      'registrations of an account': callers,
    });
  });

  it('contain the mutation, the URL, and the value of the field that the list determines', async () => {
    const list = lists.find(({ title }) => title === 'events of a venue');
    const [, id] = /id: "(.+?)"/.exec(list?.query ?? '') ?? [];
    const query = `{ venue(id: "${id}") { events { actions { rel mutation method href fields { name type value } } } } }`;
    const { data } = await graphql(system.graphql, query, root);
    const [action] = data.venue.events.actions;
    expect(action).toMatchObject({ rel: 'create', mutation: 'createEvent', method: 'POST', href: list?.href });
    expect(action.fields).toContainEqual({ name: 'venue', type: 'ID', value: id });
  });
});
