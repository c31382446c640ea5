import { describe, expect, it } from '@jest/globals';
import { nobody } from '../../access/policy.ts';
import { defineResource } from './define-resource.ts';
import { toOne } from './relations.ts';
import type { DocumentOf } from './documents.ts';
import { indexesOf } from '../indexes.ts';
import { integer, text } from '../fields/index.ts';

const documentation = { title: 'T', description: 'D' };
const policies = { read: nobody, create: nobody, change: nobody, remove: nobody, empty: nobody };
const name = text({ ...documentation, max: 10 });

describe('a definition', () => {
  it.each([
    [{ id: name }, {}, 'book.id is a reserved name'],
    [{ Name: name }, {}, 'book.Name "Name" is not a valid name: write name'],
    [{ shelf: name }, { shelf: toOne('shelf', documentation) }, 'book.shelf names both a field and a relation'],
  ])('with an invalid name is rejected; the error names it: %#', (fields, relations, message) =>
    expect(() => defineResource({ name: 'book', summary: 'A book.', fields, relations, policies })).toThrow(message),
  );

  it('determines the indexes for its rules and lists, each starting with the candidate for a shard key', () => {
    const book = defineResource({
      name: 'book',
      summary: 'A book.',
      fields: { name: name.distinct(), pages: integer({ ...documentation, min: 1, max: 9 }) },
      relations: { shelf: toOne('shelf', documentation) },
      unique: [{ fields: ['shelf', 'pages'] }],
      policies,
    });
    expect(indexesOf(book)).toEqual([
      { fields: ['name'], unique: true },
      { fields: ['shelf', 'pages'], unique: true },
      { fields: ['_key_name'], unique: true, sparse: true },
      { fields: ['shelf', '_id'], unique: false },
      { fields: ['_created', '_id'], unique: false },
      { fields: ['_updated', '_id'], unique: false },
      { fields: ['name', '_id'], unique: false },
      { fields: ['pages', '_id'], unique: false },
      { fields: ['_intent.token'], unique: false, sparse: true },
    ]);
  });

  it('types documents by their fields and references', () => {
    const fields = { name, pages: integer({ ...documentation, min: 1, max: 9 }).optional() };
    const relations = { shelf: toOne('shelf', documentation) };
    type Book = DocumentOf<typeof fields, typeof relations>;
    const book: Pick<Book, 'name' | 'pages' | 'shelf'> = { name: 'x', shelf: '1' };
    // @ts-expect-error -- a name is text
    const wrong: Pick<Book, 'name'> = { name: 5 };
    expect(Object.keys({ ...fields, ...relations })).toEqual(
      expect.arrayContaining([...Object.keys(book), ...Object.keys(wrong)]),
    );
  });
});
