import { describe, expect, it } from '@jest/globals';
import { parseLinks } from './hal-links.ts';
import { locateRelation, servicesOffering } from './service-links.ts';
import { meantServices } from './service-names.ts';

const root = (links: object) => parseLinks({ _links: links }, 'http://gateway/')!;
const services = [
  { name: 'venues-service', href: 'http://venues/' },
  { name: 'accounts-service', href: 'http://accounts/' },
  { name: 'rogue', href: 'http://rogue/' },
];
const byConvention = meantServices({});
const hrefIn = (links: object, rel: string, names = {}) =>
  locateRelation(root({ service: services, ...links }), rel, meantServices(names))?.href;

describe('the URL of a relation at the service that is meant', () => {
  it('is found if that service alone offers it, and if others do too', () => {
    expect(hrefIn({ venue: { href: 'http://venues/venues' } }, 'venue')).toBe('http://venues/venues');
    const both = {
      'venues-service:venue': { href: 'http://venues/venues' },
      'rogue:venue': { href: 'http://rogue/v' },
    };
    expect(hrefIn(both, 'venue')).toBe('http://venues/venues');
  });

  it('comes with the name of the service', () => {
    const links = root({ service: services, venue: { href: 'http://rogue/venues' } });
    expect(locateRelation(links, 'venue', meantServices({ venue: 'rogue' }))).toEqual({
      href: 'http://rogue/venues',
      service: 'rogue',
    });
  });

  it('is not that of another service while the meant one is away', () => {
    expect(hrefIn({ venue: { href: 'http://rogue/venues' } }, 'venue')).toBeUndefined();
    expect(locateRelation(root({ venue: { href: 'http://rogue/venues' } }), 'venue', byConvention)).toBeUndefined();
  });

  it('is not a link of its name that leads elsewhere', () => {
    const forged = { 'venues-service:venue': { href: 'http://rogue/venues' } };
    expect(hrefIn(forged, 'venue')).toBeUndefined();
    expect(hrefIn({ ...forged, venue: { href: 'http://venues.example/venues' } }, 'venue')).toBeUndefined();
  });

  it('is not that of a guest, whatever its name is', () => {
    const service = [{ name: 'accounts-service', href: 'http://rogue/', guest: true }];
    const links = root({ service, account: { href: 'http://rogue/a' }, token: { href: 'http://rogue/t' } });
    for (const rel of ['account', 'token', 'jwks']) expect(locateRelation(links, rel, byConvention)).toBeUndefined();
    expect(servicesOffering(links, 'account')).toEqual([]);
  });

  it('is that of the accounts for tokens and keys', () => {
    const links = {
      'accounts-service:token': { href: 'http://accounts/token' },
      'rogue:token': { href: 'http://rogue/t' },
    };
    expect(hrefIn({ ...links, jwks: { href: 'http://rogue/jwks' } }, 'token')).toBe('http://accounts/token');
    expect(hrefIn({ ...links, jwks: { href: 'http://rogue/jwks' } }, 'jwks')).toBeUndefined();
  });

  it('follows the name that a service was given', () => {
    const links = { venue: { href: 'http://rogue/venues' }, jwks: { href: 'http://rogue/jwks' } };
    expect(hrefIn(links, 'venue', { venue: 'rogue' })).toBe('http://rogue/venues');
    expect(hrefIn(links, 'jwks', { account: 'rogue' })).toBe('http://rogue/jwks');
    expect(servicesOffering(root({ service: services, ...links }), 'venue')).toEqual(['rogue']);
  });
});
