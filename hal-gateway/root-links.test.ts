import { afterEach, expect, it, jest } from '@jest/globals';
import { registrationOf } from '../test/support/registrations.ts';
import { mergeLinks, type RootEntry } from './root-links.ts';

/** Returns how often this many guests are looked at, and anything is looked up, when their links are merged. */
function operationsFor(guests: number): number {
  let reads = 0;
  const count = <T extends object>(target: T): T =>
    new Proxy(target, { get: (object, name) => (reads++, Reflect.get(object, name)) });
  const entries = Array.from({ length: guests }, (_, index): RootEntry => {
    const rels = {
      venue: { href: '/' },
      both: { href: '/' },
      [`own${index}`]: { href: '/' },
      'g1:both': { href: '/' },
    };
    const { name, instances } = registrationOf(`g${index}`, rels);
    return count({ name, isGuest: index > 0, content: instances[0]!.content, offered: ['venue'] });
  });
  const lookUps = [jest.spyOn(Map.prototype, 'has'), jest.spyOn(Set.prototype, 'has')];
  expect(Object.keys(mergeLinks(entries))).toHaveLength(4 * guests);
  const operations = lookUps.reduce((sum, spy) => sum + spy.mock.calls.length, reads);
  jest.restoreAllMocks();
  return operations;
}

afterEach(() => void jest.restoreAllMocks());

it('merges links in a number of operations linear in the number of services', () => {
  const [some, many] = [operationsFor(100), operationsFor(1000)];
  expect(some).toBeGreaterThan(400);
  expect(many / some).toBeLessThan(11);
});
