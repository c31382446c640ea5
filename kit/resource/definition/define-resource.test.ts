import { describe, expect, it } from '@jest/globals';
import { nobody } from '../../access/policy.ts';
import { defineResource } from './define-resource.ts';
import { toOne } from './relations.ts';
import type { DocumentOf } from './documents.ts';
import { indexesOf } from '../indexes.ts';
import { integer, text } from '../fields.ts';

const words = { title: 'T', description: 'D' };
const policies = { read: nobody, create: nobody, change: nobody, remove: nobody, empty: nobody };
const name = text({ ...words, max: 10 });

describe('a definition', () => {
  it.each([
    [{ id: name }, {}, 'book.id is a name that every resource has already'],
    [{ Name: name }, {}, 'book.Name is no name'],
    [{ shelf: name }, { shelf: toOne('shelf', words) }, 'book.shelf names a field and a relation'],
  ])('that contradicts itself is refused, naming what is wrong: %#', (fields, relations, says) =>
    expect(() => defineResource({ name: 'book', summary: 'A book.', fields, relations, policies })).toThrow(says),
  );

  it('gives the indexes that its rules and lists need, beginning with what one would shard by', () => {
    const book = defineResource({
      name: 'book',
      summary: 'A book.',
      fields: { name: name.distinct() },
      relations: { shelf: toOne('shelf', words) },
      unique: [{ fields: ['shelf', 'place'] }],
      policies,
    });
    expect(indexesOf(book)).toEqual([
      { fields: ['name'], unique: true },
      { fields: ['shelf', 'place'], unique: true },
      { fields: ['shelf', '_id'], unique: false },
      { fields: ['_created', '_id'], unique: false },
      { fields: ['_updated', '_id'], unique: false },
      { fields: ['name', '_id'], unique: false },
      { fields: ['_intent.token'], unique: false, sparse: true },
    ]);
  });

  it('types documents by their fields and references', () => {
    const fields = { name, pages: integer({ ...words, min: 1, max: 9 }).optional() };
    const relations = { shelf: toOne('shelf', words) };
    type Book = DocumentOf<typeof fields, typeof relations>;
    const book: Pick<Book, 'name' | 'pages' | 'shelf'> = { name: 'x', shelf: '1' };
    // @ts-expect-error -- a name is text
    const wrong: Pick<Book, 'name'> = { name: 5 };
    expect(Object.keys({ ...fields, ...relations })).toEqual(
      expect.arrayContaining([...Object.keys(book), ...Object.keys(wrong)]),
    );
  });
});
