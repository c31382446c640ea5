import { describe, expect, it } from '@jest/globals';
import * as fields from '../../resource/fields.ts';
import type { Field } from '../../resource/fields.ts';
import { exampleOf } from './example-value.ts';

const words = { title: 'Call Sign', description: 'What it is called.' };
const upperCase = { pattern: '^[A-Z]+$', message: 'must be upper-case' };

describe('an example', () => {
  it.each<[string, Field, unknown]>([
    ['a text', fields.text({ ...words, max: 100 }), 'Example call sign'],
    ['a short text', fields.text({ ...words, max: 4 }), 'Exam'],
    ['a long text', fields.text({ ...words, min: 20, max: 100 }), 'Example call sign...'],
    ['a secret', fields.secret({ ...words, min: 8, max: 20 }), 'Example call sign'],
    [
      'a text without spaces',
      fields.text({ ...words, max: 9, matches: { ...upperCase, pattern: '^\\w+$' } }),
      'example',
    ],
    ['a text of digits', fields.text({ ...words, max: 9, matches: { ...upperCase, pattern: '^\\d+$' } }), '1'],
    ['a number', fields.integer({ ...words, min: 1, max: 1000 }), 10],
    ['a large number', fields.integer({ ...words, min: 500, max: 1000 }), 500],
    ['a small number', fields.integer({ ...words, min: -5, max: 3 }), -5],
    ['a flag', fields.boolean(words), true],
    ['a day', fields.calendarDate(words), '2030-01-15'],
    ['a time', fields.localTime(words), '09:00:00'],
    ['a duration', fields.fixedDuration({ ...words, maxDays: 1 }), 'PT1H'],
    ['a choice', fields.choice({ ...words, options: ['new', 'worn'] }), 'new'],
    ['what has one of its own', fields.text({ ...words, max: 9, matches: upperCase, example: 'DELTA' }), 'DELTA'],
  ])('is taken by %s', (_what, field, example) => {
    expect(exampleOf(field)).toBe(example);
    expect(field.schema.safeParse(example).success).toBe(true);
    expect(exampleOf(field.optional().distinct())).toBe(example);
  });

  it('begins as is wanted, and is none where nothing fits', () => {
    expect(exampleOf(fields.text({ ...words, max: 100 }), 'Changed')).toBe('Changed call sign');
    expect(exampleOf(fields.text({ ...words, max: 100, matches: upperCase }))).toBeUndefined();
    expect(exampleOf(fields.text({ ...words, max: 9, matches: upperCase, example: 'delta' }))).toBeUndefined();
  });
});
