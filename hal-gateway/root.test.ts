import { describe, expect, it } from '@jest/globals';
import { registrationOf } from '../test/support/registrations.ts';
import type { Registration } from './registry/registration.ts';
import { createRootRenderer } from './root.ts';

const settings = { base: 'http://gateway', namespace: 'uri://names', retired: [], hasApp: false };
const render = (registrations: readonly Registration[]) => createRootRenderer()(registrations, settings);
const hrefs = (registrations: readonly Registration[]) =>
  Object.fromEntries(
    Object.entries(render(registrations)._links).flatMap(([rel, link]) =>
      typeof link === 'object' && link !== null && 'href' in link ? [[rel, link.href]] : [],
    ),
  );
const trusted = (name: string, rels: object, overrides: Partial<Registration> = {}) =>
  registrationOf(name, rels, { owner: name, ...overrides });

describe('the root of the HAL gateway', () => {
  it("prefixes a relation with the service's name if two services offer it, or if it is reserved", () => {
    const root = render([
      registrationOf('one', { venue: { href: '/venues' }, both: { href: 'http://elsewhere/1' }, self: { href: '/' } }),
      registrationOf('two-part', { both: [{ href: 'both' }] }),
    ]);
    expect(root._links).toMatchObject({
      self: { href: 'http://gateway/' },
      venue: { href: 'http://one/venues' },
      'one:both': { href: 'http://elsewhere/1' },
      'two-part:both': [{ href: 'http://two-part/both' }],
      'one:self': { href: 'http://one/' },
      service: [
        { href: 'http://one/', name: 'one', guest: true },
        { href: 'http://two-part/', name: 'two-part', guest: true },
      ],
      curies: [
        { name: 'one', href: 'uri://names/one/relations/{rel}', templated: true },
        { name: 'two-part', href: 'uri://names/two-part/relations/{rel}', templated: true },
      ],
    });
    expect(root._links).not.toHaveProperty('both');
  });

  it('leads to the GraphQL gateway if that is known, and nobody else can', () => {
    const services = [trusted('one', { graphql: { href: '/mine' } })];
    const root = createRootRenderer()(services, { ...settings, graphql: 'http://graph/graphql' });
    expect(root._links).toMatchObject({
      graphql: { href: 'http://graph/graphql', title: 'The GraphQL gateway' },
      'one:graphql': { href: 'http://one/mine' },
    });
    expect(render(services)._links).not.toHaveProperty('graphql');
  });

  it('names the services that are retired, and has another entity tag then', () => {
    const renderRoot = createRootRenderer();
    const before = renderRoot([], settings);
    const after = renderRoot([registrationOf('one', { retired: { href: '/mine' } })], {
      ...settings,
      retired: ['two'],
    });
    expect(before._links).not.toHaveProperty('retired');
    expect(after._links).toMatchObject({
      retired: [{ href: 'http://gateway/gateway_registrations', name: 'two' }],
      'one:retired': { href: 'http://one/mine' },
    });
    expect(renderRoot([], { ...settings, retired: ['two'] })._etag).not.toBe(before._etag);
    expect(renderRoot([], settings)).toEqual(before);
  });

  it('keeps a service from offering a relation with the prefix of another one', () => {
    const root = render([
      registrationOf('one', { venue: { href: '/venues' } }),
      registrationOf('two', { venue: { href: '/mine' }, 'one:venue': { href: '/forged' } }),
    ]);
    expect(root._links).toMatchObject({
      'one:venue': { href: 'http://one/venues' },
      'two:venue': { href: 'http://two/mine' },
      'two:one:venue': { href: 'http://two/forged' },
    });
  });

  it('leaves the names of the relations of a trusted service alone, whatever guests offer', () => {
    const venues = trusted('venues', { venue: { href: '/venues' }, 'eb:graphql': { href: '/graphql' } });
    const guests = [
      registrationOf('eb', { graphql: { href: '/g' }, venue: { href: '/v' }, 'venues:venue': { href: '/f' } }),
      registrationOf('other', { graphql: { href: '/o' }, alone: { href: '/a' } }),
    ];
    expect(hrefs([guests[0]!, guests[1]!, venues])).toMatchObject({
      venue: 'http://venues/venues',
      'eb:graphql': 'http://venues/graphql',
      'eb:venue': 'http://eb/v',
      'eb:venues:venue': 'http://eb/f',
      'eb:eb:graphql': 'http://eb/g',
      'other:graphql': 'http://other/o',
      alone: 'http://other/a',
    });
    expect(render([venues])._links['service']).toEqual([{ href: 'http://venues/', name: 'venues' }]);
  });

  it('reserves the relations and the name of a trusted service while it is away', () => {
    const away = trusted('accounts', { token: { href: '/token' } }, { instances: [], offered: ['token', 'jwks'] });
    const rels = { token: { href: '/t' }, jwks: { href: '/j' }, 'accounts:token': { href: '/x' } };
    const root = hrefs([away, registrationOf('guest', rels)]);
    expect(Object.keys(root).filter((rel) => /token|jwks/.test(rel))).toEqual([
      'guest:token',
      'guest:jwks',
      'guest:accounts:token',
    ]);
    expect(hrefs([away, trusted('successor', { token: { href: '/t' } })])['token']).toBe('http://successor/t');
  });

  it('is merged once for each change', () => {
    const renderRoot = createRootRenderer();
    const registration = trusted('one', { venue: { href: '/venues' } });
    const root = renderRoot([registration], settings);
    expect(
      renderRoot([{ ...registration, _etag: 'y', instances: [{ ...registration.instances[0]! }] }], settings),
    ).toBe(root);
    expect(renderRoot([registration], { ...settings, base: 'http://other' })._links['self']).not.toEqual(
      root._links['self'],
    );
    expect(renderRoot([], settings)).not.toBe(root);
  });

  it('has an entity tag that depends on its links only', () => {
    const registration = registrationOf('one', { venue: { href: '/venues' } });
    const instance = registration.instances[0]!;
    const tag = (overrides: Partial<Registration>) => render([{ ...registration, ...overrides }])._etag;
    expect(tag({ instances: [{ ...instance, missed: 1 }], _etag: 'y' })).toBe(tag({}));
    const content = { ...instance.content, baseUrl: 'http://moved' };
    expect(tag({ instances: [{ ...instance, content }] })).not.toBe(tag({}));
  });
});
