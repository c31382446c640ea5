import { describe, expect, it } from '@jest/globals';
import type { Registration } from './registration.ts';
import { renderRoot } from './root.ts';

const settings = { base: 'http://gateway', namespace: 'uri://names' };

const registration = (name: string, rels: object, overrides: Partial<Registration> = {}): Registration => ({
  _id: name,
  name,
  baseUrl: `http://${name}`,
  rels: JSON.stringify(rels),
  ttl: null,
  expires: null,
  missed: 0,
  _created: new Date(0),
  _updated: new Date(0),
  _etag: 'x',
  ...overrides,
});

describe('the root of the HAL gateway', () => {
  it("prefixes a relation with the service's name if two services offer it, or if it is reserved", () => {
    const root = renderRoot(
      [
        registration('one', { venue: { href: '/venues' }, both: { href: 'http://elsewhere/1' }, self: { href: '/' } }),
        registration('two-part', { both: [{ href: 'both' }] }),
      ],
      settings,
    );
    expect(root._links).toMatchObject({
      self: { href: 'http://gateway/' },
      venue: { href: 'http://one/venues' },
      'one:both': { href: 'http://elsewhere/1' },
      'two-part:both': [{ href: 'http://two-part/both' }],
      'one:self': { href: 'http://one/' },
      service: [
        { href: 'http://one/', name: 'one' },
        { href: 'http://two-part/', name: 'two-part' },
      ],
      curies: [
        { name: 'one', href: 'uri://names/one/relations/{rel}', templated: true },
        { name: 'two-part', href: 'uri://names/two-part/relations/{rel}', templated: true },
      ],
    });
    expect(root._links).not.toHaveProperty('both');
  });

  it('keeps a service from offering a relation with the prefix of another one', () => {
    const root = renderRoot(
      [
        registration('one', { venue: { href: '/venues' } }),
        registration('two', { venue: { href: '/mine' }, 'one:venue': { href: '/forged' } }),
      ],
      settings,
    );
    expect(root._links).toMatchObject({
      'one:venue': { href: 'http://one/venues' },
      'two:venue': { href: 'http://two/mine' },
      'two:one:venue': { href: 'http://two/forged' },
    });
  });

  it('has an entity tag that depends on its links only', () => {
    const rels = { venue: { href: '/venues' } };
    const tag = (overrides: Partial<Registration>) =>
      renderRoot([registration('one', rels, overrides)], settings)._etag;
    expect(tag({ expires: new Date(), _etag: 'y', missed: 1 })).toBe(tag({}));
    expect(tag({ baseUrl: 'http://moved' })).not.toBe(tag({}));
  });
});
