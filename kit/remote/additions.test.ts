import { describe, expect, it } from '@jest/globals';
import { nobody } from '../access/policy.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { toOne } from '../resource/definition/relations.ts';
import { text } from '../resource/fields/index.ts';
import { succeed } from '../resource/problems.ts';
import { parseLinks } from './hal-links.ts';
import { registeredAdditions, watchAdditions } from './additions.ts';
import { meantServices } from './service-names.ts';

const documentation = { title: 'T', description: 'D' };
const policies = { read: nobody, create: nobody, change: nobody, remove: nobody, empty: nobody };
const fields = { name: text({ ...documentation, max: 10 }) };
const shelf = defineResource({ name: 'shelf', plural: 'shelves', summary: 'A shelf.', fields, policies });
const inverse = { of: 'shelf', name: 'book', by: 'place', title: 'Books', description: 'The books there.' };
const view = { of: 'shelf', name: 'room', title: 'Room', description: 'How much is free.' };
const roomOfShelf = { name: 'room', target: 'book', title: 'Room', description: 'How much is free.' };
const notCalled = () => Promise.reject(new Error('not called'));
const bookOfShelf = { name: 'book', target: 'book', by: 'place', title: 'Books', description: 'The books there.' };

/** Finds what a root with these collections adds to shelves; each is offered by the service of its resource. */
function find(offers: Readonly<Record<string, object>>, { guests = [] }: { readonly guests?: readonly string[] } = {}) {
  const warnings: unknown[] = [];
  const homes = Object.keys(offers).map((name) => ({
    name: `${name}s-service`,
    href: `http://${name}/`,
    ...(guests.includes(name) && { guest: true }),
  }));
  const collections = Object.entries(offers).map(([name, members]) => [
    name,
    { href: `http://${name}/all`, ...members },
  ]);
  const links = parseLinks({ _links: { service: homes, ...Object.fromEntries(collections) } }, 'http://root/');
  const settings = {
    links: () => links,
    meant: meantServices({}),
    log: { warn: (text: unknown) => warnings.push(text) },
  };
  const watched = watchAdditions(shelf, settings);
  const { inverseRelations: found, views, searches } = watched();
  expect(watched().views).toBe(views);
  return { found, views, searches, warnings };
}

describe('the relations that other resources add', () => {
  it('are those that their definitions register', () => {
    const added = { ...documentation, name: 'book', plural: 'bookItems' };
    const relations = { place: toOne('shelf', { ...documentation, inverse: added }) };
    const book = defineResource({ name: 'book', summary: 'A book.', fields, relations, policies });
    const views = { room: { ...documentation, of: 'shelf', fields, compute: () => Promise.resolve(succeed([])) } };
    const other = defineResource({ name: 'map', summary: 'A map.', fields, policies, views });
    expect(registeredAdditions(book)).toEqual({ inverse: [{ ...inverse, ...documentation }] });
    expect(registeredAdditions(other)).toEqual({ views: [{ ...view, ...documentation }] });
    const searches = { low: { ...documentation, of: 'shelf', query: 'lowShelves', input: fields, find: notCalled } };
    const map = defineResource({ name: 'map', summary: 'A map.', fields, policies, searches });
    const registered = { ...documentation, of: 'shelf', name: 'low', parameters: ['name'] };
    expect(registeredAdditions(map)).toEqual({ searches: [registered] });
    expect(registeredAdditions(shelf)).toEqual({});
  });

  it('are found in the root; those of other resources, invalid ones and guests add nothing', () => {
    const others = [{ ...inverse, of: 'venue' }, { ...inverse, name: 'not a name' }, 'x', null];
    expect(find({ book: { inverse: [inverse, ...others] }, map: {} })).toEqual({
      ...{ found: [bookOfShelf], views: [], searches: [], warnings: [] },
    });
    expect(find({ book: { inverse: [inverse] } }, { guests: ['book'] }).found).toEqual([]);
  });

  it('are not found in a link that leads elsewhere than to its service', () =>
    expect(find({ book: { href: 'http://elsewhere/all', inverse: [inverse] } }).found).toEqual([]));

  it.each(['name', 'self', 'curies'])('do not hide what the resource has: %s', (name) => {
    const { found, warnings } = find({ book: { inverse: [{ ...inverse, name }] } });
    expect(found).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`the resource book cannot add "${name}" (by "place") to shelf`)]);
  });

  it('include views; a view cannot have the name of a relation', () => {
    expect(find({ book: { views: [view, { of: 'shelf' }] } }).views).toEqual([roomOfShelf]);
    const { found, views, warnings } = find({ book: { inverse: [inverse], views: [{ ...view, name: 'book' }, view] } });
    expect([found, views]).toEqual([[bookOfShelf], [roomOfShelf]]);
    expect(warnings).toEqual([expect.stringContaining('the resource book cannot add the view "book" to shelf')]);
  });

  it('include searches, which cannot hide the links of lists', () => {
    const low = { ...view, name: 'low', parameters: ['height'] };
    const { searches, warnings } = find({ book: { searches: [low, { ...low, name: 'item' }, view] } });
    expect(searches).toEqual([{ ...roomOfShelf, name: 'low', parameters: ['height'] }]);
    expect(warnings).toEqual([expect.stringContaining('cannot add the search "item" to shelf')]);
  });

  it('have the first name in the order of resources, whatever the order of the root', () => {
    const added = { inverse: [inverse] };
    expect(find({ map: added, book: added }).found).toEqual([bookOfShelf]);
    expect(find({ book: added, map: added }).found).toEqual([bookOfShelf]);
  });
});
