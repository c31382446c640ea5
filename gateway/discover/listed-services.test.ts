import { describe, expect, it } from '@jest/globals';
import { parseLinks } from '../../kit/remote/hal-links.ts';
import { listedServices } from './listed-services.ts';

const root = (...service: readonly object[]) => parseLinks({ _links: { service } }, 'http://gateway/');
const settings = { guests: true, maxServices: 2, maxGuests: 1 };
const namesIn = (links: ReturnType<typeof root>, changed = {}) => {
  const { services, leftOut } = listedServices(links, { ...settings, ...changed });
  return [...[...services].map(([name, { guest }]) => (guest ? `guest ${name}` : name)), leftOut];
};
const service = (name: unknown, members = {}) => ({ name, href: `http://${String(name)}/`, ...members });

describe('the services that the graph is composed of', () => {
  it('are those that the root lists, and guests only by setting', () => {
    const links = root(service('a'), service('b', { guest: true }));
    expect(listedServices(links, settings).services.get('a')).toEqual({ home: 'http://a/', guest: false });
    expect(namesIn(links)).toEqual(['guest b', 'a', 0]);
    expect(namesIn(links, { guests: false })).toEqual(['a', 0]);
    expect(namesIn(undefined)).toEqual([0]);
  });

  it('are as many as allowed, the first ones', () => {
    const links = root(
      ...'abcd'.split('').map((name) => service(name)),
      ...'xyz'.split('').map((name) => service(name, { guest: true })),
    );
    expect(namesIn(links)).toEqual(['guest x', 'a', 'b', 4]);
  });

  it('have names that the HAL gateway accepts', () => {
    expect(namesIn(root(service('a b'), service('<b>'), service(5), service('x'.repeat(101)), { href: '/' }))).toEqual([
      0,
    ]);
  });

  it('are never replaced by a guest of the same name', () => {
    const links = root(service('a'), { name: 'a', href: 'http://guest/', guest: true });
    expect(listedServices(links, settings).services.get('a')).toEqual({ home: 'http://a/', guest: false });
  });
});
