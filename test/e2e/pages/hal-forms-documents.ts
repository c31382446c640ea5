import type { Locator } from 'playwright-core';

/** A feature of HAL-FORMS: a template, what somebody does with its form, and the request that has to follow. */
export interface Feature {
  readonly name: string;
  readonly template: Readonly<Record<string, unknown>>;
  use?(form: Locator): Promise<unknown>;
  /** What is wrong with the form when it is sent; the request follows after `correct`. */
  readonly issues?: readonly string[];
  correct?(form: Locator): Promise<unknown>;
  /** Method, path, content type and body; undefined if nothing is sent. */
  readonly sent: readonly [method: string, path: string, contentType?: string, body?: string];
}

const json = 'application/json';
const fill = (label: string, value: string) => (form: Locator) => form.getByLabel(label).fill(value);
const properties = (...each: readonly object[]) => each.map((property) => ({ name: 'x', ...property }));
/** A form with one property, which is posted as JSON. */
const post = (...each: readonly object[]) => ({
  title: 'Send',
  method: 'POST',
  target: '/sent',
  properties: properties(...each),
});
const posted = (x: unknown): Feature['sent'] => ['POST', '/sent', json, JSON.stringify({ x })];

const methods: readonly Feature[] = [
  {
    name: 'get',
    template: { method: 'GET', target: '/list', properties: properties({}) },
    use: fill('X', 'a b'),
    sent: ['GET', '/list?x=a+b'],
  },
  {
    name: 'put',
    template: { method: 'PUT', target: '/sent', properties: properties({ value: 'a' }) },
    sent: ['PUT', '/sent', json, '{"x":"a"}'],
  },
  {
    name: 'patch',
    template: { method: 'PATCH', target: '/sent', properties: properties({ value: 'a' }, { name: 'y', value: 'b' }) },
    use: fill('Y', 'c'),
    sent: ['PATCH', '/sent', json, '{"y":"c"}'],
  },
  { name: 'delete', template: { method: 'DELETE', target: '/sent' }, sent: ['DELETE', '/sent'] },
  {
    name: 'without-target',
    template: { method: 'POST', properties: properties({ value: 'a' }) },
    sent: ['POST', '/without-target', json, '{"x":"a"}'],
  },
  { name: 'without-properties', template: { method: 'POST', target: '/sent' }, sent: ['POST', '/sent'] },
  {
    name: 'url-encoded',
    template: { ...post({ value: 'a b' }), contentType: 'application/x-www-form-urlencoded' },
    sent: ['POST', '/sent', 'application/x-www-form-urlencoded', 'x=a+b'],
  },
];

const inputs: readonly Feature[] = [
  { name: 'prompt', template: post({ prompt: 'What you see' }), use: fill('What you see', 'a'), sent: posted('a') },
  { name: 'number', template: post({ type: 'number' }), use: fill('X', '1.5'), sent: posted(1.5) },
  { name: 'range', template: post({ type: 'range', min: 0, max: 10, value: '3' }), sent: posted(3) },
  { name: 'date', template: post({ type: 'date' }), use: fill('X', '2025-02-07'), sent: posted('2025-02-07') },
  { name: 'time', template: post({ type: 'time' }), use: fill('X', '09:30'), sent: posted('09:30') },
  {
    name: 'datetime-local',
    template: post({ type: 'datetime-local' }),
    use: fill('X', '2025-02-07T09:30'),
    sent: posted('2025-02-07T09:30'),
  },
  { name: 'month', template: post({ type: 'month' }), use: fill('X', '2025-02'), sent: posted('2025-02') },
  { name: 'week', template: post({ type: 'week' }), use: fill('X', '2025-W06'), sent: posted('2025-W06') },
  { name: 'color', template: post({ type: 'color', value: '#ff0000' }), sent: posted('#ff0000') },
  { name: 'tel', template: post({ type: 'tel' }), use: fill('X', '+1'), sent: posted('+1') },
  { name: 'textarea', template: post({ type: 'textarea', rows: 5 }), use: fill('X', 'a\nb'), sent: posted('a\nb') },
  { name: 'hidden', template: post({ type: 'hidden', value: 'h' }), sent: posted('h') },
  { name: 'read-only', template: post({ readOnly: true, value: 'r' }), sent: posted('r') },
  {
    name: 'boolean',
    template: post({ value: false }),
    use: (form) => form.getByLabel('X').check(),
    sent: posted(true),
  },
  { name: 'array', template: post({ value: ['a'] }), use: fill('X', 'a\nb'), sent: posted(['a', 'b']) },
];

const refused = (
  name: string,
  property: object,
  [wrong, issue, right]: readonly [string, string, unknown],
): Feature => ({
  name,
  template: post(property),
  use: fill('X', wrong),
  issues: [`X ${issue}`],
  correct: fill('X', String(right)),
  sent: posted(right),
});

const constraints: readonly Feature[] = [
  refused('required', { required: true }, ['', 'is required', 'a']),
  refused('regex', { regex: '[a-z]+' }, ['A', 'does not have the expected form', 'a']),
  refused('min', { type: 'number', min: 2 }, ['1', 'must be 2 or more', 2]),
  refused('max', { type: 'number', max: 2 }, ['3', 'must be 2 or less', 2]),
  refused('step', { type: 'number', step: 5 }, ['3', 'must be in steps of 5', 5]),
  refused('min-length', { minLength: 2 }, ['a', 'must have at least 2 characters', 'ab']),
  refused('email', { type: 'email' }, ['a', 'must be an e-mail address, such as name@example.org', 'a@example.org']),
  refused('url', { type: 'url' }, ['a', 'must be a URL, such as https://example.org/', 'https://example.org/']),
];

const choose = (label: string) => (form: Locator) => form.getByLabel(label, { exact: true }).check();
const pick = (label: string) => async (form: Locator) => {
  await form.getByRole('combobox').fill(label);
  await form.getByRole('option', { name: label, exact: true }).click();
};
const linked = { link: { href: '/choices' }, valueField: 'id', promptField: 'name' };

const options: readonly Feature[] = [
  {
    name: 'inline',
    template: post({ options: { inline: ['a', 'b'], maxItems: 1 } }),
    use: choose('b'),
    sent: posted('b'),
  },
  {
    name: 'inline-prompts',
    template: post({
      options: {
        inline: [
          { prompt: 'One', value: 1 },
          { prompt: 'Two', value: 2 },
        ],
        maxItems: 1,
      },
    }),
    use: choose('Two'),
    sent: posted(2),
  },
  {
    name: 'inline-fields',
    template: post({
      options: { inline: [{ name: 'One', id: '1' }], valueField: 'id', promptField: 'name', maxItems: 1 },
    }),
    use: choose('One'),
    sent: posted('1'),
  },
  {
    name: 'inline-several',
    template: post({ options: { inline: ['a', 'b', 'c'], selectedValues: ['a'] } }),
    use: choose('c'),
    sent: posted(['a', 'c']),
  },
  {
    name: 'inline-many',
    template: post({ options: { inline: ['a', 'b', 'c', 'd', 'e'], maxItems: 1 } }),
    use: (form) => form.getByLabel('X').selectOption('e'),
    sent: posted('e'),
  },
  {
    name: 'min-items',
    template: post({ options: { inline: ['a', 'b', 'c'], minItems: 2 } }),
    issues: ['X must have at least 2 values'],
    correct: async (form) => {
      await form.getByLabel('a', { exact: true }).check();
      await form.getByLabel('b', { exact: true }).check();
    },
    sent: posted(['a', 'b']),
  },
  { name: 'link', template: post({ options: { ...linked, maxItems: 1 } }), use: pick('Beta'), sent: posted('2') },
  { name: 'link-several', template: post({ options: linked }), use: pick('Alpha'), sent: posted(['1']) },
];

/** A document for each feature of HAL-FORMS. */
export const features: readonly Feature[] = [...methods, ...inputs, ...constraints, ...options];
