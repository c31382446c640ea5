import { describe, expect, it } from '@jest/globals';
import * as fields from '../../resource/fields/index.ts';
import type { Field } from '../../resource/fields/index.ts';
import { exampleOf } from './example-value.ts';

const labels = { title: 'Call Sign', description: 'The call sign.' };
const upperCase = { pattern: '^[A-Z]+$', message: 'must be upper-case' };

describe('exampleOf', () => {
  it.each<[string, Field, unknown]>([
    ['a text', fields.text({ ...labels, max: 100 }), 'Example call sign'],
    ['a short text', fields.text({ ...labels, max: 4 }), 'Exam'],
    ['a long text', fields.text({ ...labels, min: 20, max: 100 }), 'Example call sign...'],
    ['a secret', fields.secret({ ...labels, min: 8, max: 20 }), 'Example call sign'],
    [
      'a text without spaces',
      fields.text({ ...labels, max: 9, matches: { ...upperCase, pattern: '^\\w+$' } }),
      'example',
    ],
    ['a text of digits', fields.text({ ...labels, max: 9, matches: { ...upperCase, pattern: '^\\d+$' } }), '1'],
    ['a number', fields.integer({ ...labels, min: 1, max: 1000 }), 10],
    ['a large number', fields.integer({ ...labels, min: 500, max: 1000 }), 500],
    ['a small number', fields.integer({ ...labels, min: -5, max: 3 }), -5],
    ['a URL', fields.url(labels), 'https://example.com/'],
    ['an address', fields.email(labels), 'name@example.com'],
    ['a decimal', fields.decimal({ ...labels, digits: 5, scale: 2 }), '9.5'],
    ['a whole decimal', fields.decimal({ ...labels, digits: 5, scale: 0, min: '20', max: '90' }), '20'],
    ['a fraction', fields.decimal({ ...labels, digits: 2, scale: 2 }), '0.5'],
    ['a date-time', fields.dateTime(labels), '2030-01-15T09:00:00+01:00'],
    ['a flag', fields.boolean(labels), true],
    ['a day', fields.calendarDate(labels), '2030-01-15'],
    ['a time', fields.localTime(labels), '09:00:00'],
    ['a duration', fields.fixedDuration({ ...labels, maxDays: 1 }), 'PT1H'],
    ['a choice', fields.choice({ ...labels, options: ['new', 'worn'] }), 'new'],
    ['a field with its own example', fields.text({ ...labels, max: 9, matches: upperCase, example: 'DELTA' }), 'DELTA'],
  ])('returns a valid value for %s', (_title, field, example) => {
    expect(exampleOf(field)).toBe(example);
    expect(field.schema.safeParse(example).success).toBe(true);
    expect(exampleOf(field.optional().distinct())).toBe(example);
  });

  it('uses the prefix, and returns undefined if no candidate is valid', () => {
    expect(exampleOf(fields.text({ ...labels, max: 100 }), 'Changed')).toBe('Changed call sign');
    expect(exampleOf(fields.text({ ...labels, max: 100, matches: upperCase }))).toBeUndefined();
    expect(exampleOf(fields.text({ ...labels, max: 9, matches: upperCase, example: 'delta' }))).toBeUndefined();
  });
});
