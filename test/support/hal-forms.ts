import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { HalBody } from './clients.ts';

const text = { type: 'string' };
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const texts = { type: 'array', items: text };
const closed = (properties: object, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/** The input types that the specification lists. */
const types =
  'hidden text textarea search tel url email password number range date month week time datetime-local color'.split(
    ' ',
  );

const link = closed({ href: { type: 'string', format: 'uri' }, type: text, templated: { const: true } }, [
  'href',
  'type',
]);
const choice = closed({ prompt: text, value: text }, ['value']);
const options = {
  ...closed(
    {
      inline: { type: 'array', minItems: 1, items: { anyOf: [text, choice] } },
      link,
      ...{ maxItems: count, minItems: count, promptField: text, valueField: text, selectedValues: texts },
    },
    [],
  ),
  oneOf: [{ required: ['inline'] }, { required: ['link', 'promptField', 'valueField'] }],
};
const property = closed(
  {
    ...{ name: text, prompt: text, placeholder: text, regex: { type: 'string', format: 'regex' } },
    ...{ readOnly: { type: 'boolean' }, required: { type: 'boolean' }, templated: { type: 'boolean' } },
    value: { anyOf: [text, texts] },
    ...{ cols: count, rows: count, min: number, max: number, minLength: count, maxLength: count, step: number },
    ...{ options, type: { enum: types } },
  },
  ['name'],
);
const template = closed(
  {
    ...{ contentType: text, key: text, title: text, target: { type: 'string', format: 'uri' } },
    method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    properties: { type: 'array', items: property },
  },
  ['method'],
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const validate = ajv.compile({ type: 'object', additionalProperties: template });

/**
 * Returns the faults of the templates of a document by the HAL-FORMS specification
 * (https://rwcbook.github.io/hal-forms/), in which no other members are allowed here.
 */
export function halFormsFaults({ _templates = {} }: HalBody): readonly string[] {
  const isValid: boolean = validate(_templates);
  if (!isValid) return [ajv.errorsText(validate.errors, { dataVar: '_templates' })];
  return Object.entries<HalBody>(_templates).flatMap(([name, { properties = [] }]) => {
    const names = properties.map((each: HalBody) => each.name);
    return new Set(names).size === names.length ? [] : [`_templates.${name} has two properties of one name`];
  });
}
