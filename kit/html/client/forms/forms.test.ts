import { describe, expect, it } from '@jest/globals';
import type { ShownDocument } from '../model/document.ts';
import { membersOf } from './body.ts';
import { conflictWith } from './conflict.ts';
import { parseField, type FormField } from './field.ts';
import { outcomeOf } from './outcome.ts';
import { entityTagFor, requestOf } from './request.ts';
import { limitsOf } from './limits.ts';
import { formsOf, type Form } from './template.ts';
import { initialValues, validate } from './validate.ts';

const url = 'http://localhost/venues/1';
const field = (property: object): FormField => {
  const parsed = parseField({ name: 'x', ...property }, url);
  if (parsed === undefined) throw new Error('no field');
  return parsed;
};
const form = (template: object): Form => formsOf({ _templates: { default: template } }, url)[0]!;
const shown = (body: unknown, headers = {}): ShownDocument => ({
  ...{ url, method: 'GET', status: 200, headers, body },
});

describe('fields', () => {
  it.each([
    [{}, 'text'],
    [{ type: 'number' }, 'number'],
    [{ type: 'text', maxLength: 2000 }, 'textarea'],
    [{ type: 'text', regex: String.raw`^P(?=[\dT])(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$` }, 'duration'],
    [{ type: 'unheard-of' }, 'text'],
    [{ value: true }, 'checkbox'],
    [{ value: ['a'] }, 'lines'],
    [{ options: { inline: ['a', 'b'], maxItems: 1 } }, 'choice'],
    [{ options: { inline: ['a', 'b'] } }, 'choices'],
    [{ options: { link: { href: '/venues' }, maxItems: 1 } }, 'combobox'],
    [{ options: { link: { href: '/venues' } } }, 'comboboxes'],
  ])('%j has the control %s', (property, control) => {
    expect(field(property).control).toBe(control);
  });

  it('ask for seconds only where a time has them', () => {
    const time = { type: 'time', step: 1 };
    expect(['', '09:10', '09:10:00'].map((value) => limitsOf(field({ ...time, value })))).toEqual([{}, {}, {}]);
    expect(limitsOf(field({ ...time, value: '09:10:30' }))).toEqual({ step: '1' });
    expect(limitsOf(field({ type: 'number', step: 5, min: 0 }))).toEqual({ step: '5', min: '0' });
  });

  it('have options with prompts and values of any kind', () => {
    const { options } = field({ options: { inline: [{ prompt: 'One', value: 1 }, 'two', 'true'], maxItems: 1 } });
    expect(options).toEqual({
      kind: 'inline',
      choices: [
        { value: '1', label: 'One', sent: 1 },
        { value: 'two', label: 'two', sent: 'two' },
        { value: 'true', label: 'Yes', sent: 'true' },
      ],
    });
  });

  it('without a name are left out', () => {
    expect(form({ properties: [{ prompt: 'No name' }, { name: 'a' }] }).fields).toHaveLength(1);
  });
});

describe('values', () => {
  it.each([
    [{ required: true }, '', 'is required'],
    [{}, '', undefined],
    [{ type: 'number', min: 1 }, '0', 'must be 1 or more'],
    [{ type: 'number', max: '5' }, '6', 'must be 5 or less'],
    [{ type: 'number', step: 0.5 }, '1.25', 'must be in steps of 0.5'],
    [{ type: 'number' }, 'x', 'must be a number'],
    [{ minLength: 2 }, 'a', 'must have at least 2 characters'],
    [{ maxLength: 1 }, '😀', undefined],
    [{ regex: '[a-z]+' }, 'aB', 'does not have the expected form'],
    [{ regex: '(' }, 'anything', undefined],
    [{ type: 'date', min: '2025-01-01' }, '2024-12-31', 'must be 2025-01-01 or later'],
    [{ type: 'email' }, 'nobody', 'must be an e-mail address, such as name@example.org'],
    [{ type: 'url' }, 'nowhere', 'must be a URL, such as https://example.org/'],
    [{ required: true, readOnly: true }, '', undefined],
  ])('%j does not take "%s": %s', (property, value, message) => {
    expect(validate([field(property)], { x: value })[0]?.message).toBe(message);
  });

  it('have as many items as the options say', () => {
    const choices = field({ options: { inline: ['a', 'b', 'c'], minItems: 1, maxItems: 2 } });
    expect(validate([choices], { x: [] })[0]?.message).toBe('is required');
    expect(validate([choices], { x: ['a', 'b', 'c'] })[0]?.message).toBe('must have at most 2 values');
  });
});

describe('bodies', () => {
  const properties = [
    { name: 'name', value: 'Old' },
    { name: 'capacity', type: 'number', value: '5' },
    { name: 'time', type: 'time', value: '09:00:00' },
    { name: 'note', value: 'x' },
    { name: 'open', value: false },
    { name: 'tags', value: ['a'] },
  ];

  it('of a PATCH have what was changed, and null for what was emptied', () => {
    const change = form({ method: 'PATCH', properties });
    const values = { ...initialValues(change.fields), name: 'New', time: '09:00', note: '' };
    expect(membersOf(change, values)).toEqual({ name: 'New', note: null });
  });

  it('of a PUT have all values, by their kinds', () => {
    const { fields } = form({ method: 'PUT', properties });
    const members = { name: 'Old', capacity: 5, time: '09:00:00', note: 'x', open: false, tags: ['a'] };
    expect(membersOf({ fields, method: 'PUT' }, initialValues(fields))).toEqual(members);
  });

  it.each([
    ['application/json', '{"name":"a b","tag":["1","2"]}'],
    ['application/x-www-form-urlencoded', 'name=a+b&tag=1&tag=2'],
  ])('are sent as %s', (contentType, body) => {
    const create = form({ method: 'POST', contentType, properties: [{ name: 'name' }, { name: 'tag', value: [] }] });
    expect(requestOf(create, { name: 'a b', tag: ['1', '2'] }, undefined)).toMatchObject({
      url,
      body,
      headers: { 'content-type': contentType },
    });
  });

  it('of GET and DELETE are queries', () => {
    for (const method of ['GET', 'DELETE']) {
      const search = form({ method, target: '/venues?a=1', properties: [{ name: 'q' }] });
      expect(requestOf(search, { q: 'x y' }, undefined)).toMatchObject({ url: 'http://localhost/venues?a=1&q=x+y' });
    }
  });

  it('of a form without fields are none', () => {
    expect(requestOf(form({ method: 'PUT' }), {}, undefined)).not.toHaveProperty('body');
  });
});

describe('versions', () => {
  const document = shown({ _etag: 'abc', _links: { self: { href: url } } });

  it('go with changes of the document, not with actions on others', () => {
    expect(entityTagFor(form({ method: 'PATCH' }), document)).toBe('"abc"');
    expect(entityTagFor(form({ method: 'POST' }), document)).toBeUndefined();
    expect(entityTagFor(form({ method: 'PUT', target: `${url}/register` }), document)).toBeUndefined();
  });

  it('are those of the response if the document has none', () => {
    expect(entityTagFor(form({ method: 'DELETE' }), shown({}, { etag: '"of-response"' }))).toBe('"of-response"');
  });

  it('of an edit form are those of its item', () => {
    const editForm = shown({ _etag: 'abc', _links: { self: { href: `${url}/edit-form` }, item: { href: url } } });
    expect(entityTagFor(form({ method: 'PATCH', target: url }), editForm)).toBe('"abc"');
  });

  it('differ by the fields that somebody else changed', () => {
    const fields = [field({ name: 'name', value: 'Old' }), field({ name: 'note', value: '' })];
    expect(
      conflictWith(fields, { name: 'Mine', note: '' }, shown({ _etag: 'new', name: 'Theirs', note: null })),
    ).toEqual({
      entityTag: '"new"',
      changes: [{ label: 'Name', before: 'Old', mine: 'Mine', now: 'Theirs' }],
    });
  });
});

describe('after a form', () => {
  const document = shown({ _links: { self: { href: url }, collection: { href: '/venues' } } });
  const after = (template: object, response: ShownDocument) =>
    outcomeOf(form(template), response, { document, rootUrl: 'http://localhost/' });

  it('what was created is shown', () => {
    expect(after({ method: 'POST' }, { ...shown({}, { location: '/venues/2' }), status: 201 })).toEqual({
      message: 'Created',
      url: 'http://localhost/venues/2',
    });
  });

  it('the list is shown when the document is gone', () => {
    expect(after({ method: 'DELETE' }, shown({}))).toEqual({ message: 'Removed', url: 'http://localhost/venues' });
  });

  it('the document is shown again, with what the service says', () => {
    expect(after({ method: 'PUT', target: '/x' }, shown({ message: 'pat is registered' }))).toEqual({
      message: 'pat is registered',
      url: undefined,
    });
  });
});
