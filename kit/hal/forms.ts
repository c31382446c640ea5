import { references, type Definition, type Document } from '../resource/definition.ts';
import type { Field, FieldKind, Fields } from '../resource/fields.ts';
import { referenceName } from '../wire/reference-name.ts';
import type { HalDocument, Places } from './render.ts';

/** A property of a HAL-FORMS template. */
export interface FormProperty {
  readonly name: string;
  readonly prompt: string;
  readonly required: boolean;
  readonly readOnly?: boolean;
  readonly type: string;
  readonly value?: unknown;
  readonly [more: string]: unknown;
}

/** A HAL-FORMS template. */
export interface Template {
  readonly title: string;
  readonly method: string;
  readonly contentType: string;
  readonly target?: string;
  readonly properties: readonly FormProperty[];
}

const inputTypes: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  integer: 'number',
  boolean: 'checkbox',
  date: 'date',
  time: 'time',
  duration: 'text',
  choice: 'text',
  secret: 'password',
};

const bounds = ({ kind, bounds: { min, max } }: Field): Record<string, number> => {
  const [low, high] = kind === 'integer' ? ['min', 'max'] : ['minLength', 'maxLength'];
  return { ...(min === undefined ? {} : { [low]: min }), ...(max === undefined ? {} : { [high]: max }) };
};

function fieldProperty(name: string, field: Field, value: unknown): FormProperty {
  return {
    name,
    prompt: field.title,
    required: field.required,
    type: inputTypes[field.kind],
    ...bounds(field),
    ...(field.options.length > 0
      ? { options: { inline: field.options, minItems: field.required ? 1 : 0, maxItems: 1 } }
      : {}),
    ...(value === undefined || field.kind === 'secret' ? {} : { value }),
  };
}

/** The properties of a form over these fields, filled in from a document where there is one. */
export const fieldProperties = (fields: Fields, document?: Document): readonly FormProperty[] =>
  Object.entries(fields).map(([name, field]) => fieldProperty(name, field, document?.[name]));

function referenceProperties(
  definition: Definition,
  places: Places,
  known: Readonly<Record<string, unknown>>,
): readonly FormProperty[] {
  return references(definition).map(([name, relation]) => {
    const collection = places.collectionOf(relation.target);
    const options =
      collection === undefined ? {} : { options: { link: { href: collection }, valueField: '_id', maxItems: 1 } };
    const value = known[name] === undefined ? {} : { value: known[name] };
    return { name: referenceName(name), prompt: relation.title, required: true, type: 'text', ...options, ...value };
  });
}

/** The HAL-FORMS document for a new item, with the references that the list itself determines filled in. */
export function createForm(
  definition: Definition,
  { target, known }: { target: string; known: Readonly<Record<string, string>> },
  places: Places,
): HalDocument {
  const given = referenceProperties(definition, places, known).filter(({ value }) => value === undefined);
  const template: Template = {
    title: `Create a new ${definition.name}`,
    method: 'POST',
    contentType: 'application/json',
    target,
    properties: [...fieldProperties(definition.fields), ...given],
  };
  return {
    _links: { self: { href: `${target}/create-form` }, collection: { href: target } },
    _templates: { default: template },
  };
}

/** The HAL-FORMS document to change an item. */
export function editForm(
  definition: Definition,
  { self, document }: { self: string; document: Document },
  places: Places,
): HalDocument {
  const template: Template = {
    title: `Change this ${definition.name}`,
    method: 'PATCH',
    contentType: 'application/json',
    target: self,
    properties: [
      ...fieldProperties(definition.fields, document),
      ...referenceProperties(definition, places, document),
    ].map((property) => ({
      ...property,
      required: property.required && property.type !== 'password',
    })),
  };
  return {
    _links: { self: { href: `${self}/edit-form` }, item: { href: self } },
    _etag: document._etag,
    _templates: { default: template },
  };
}
