import { relationsOf, type ParentReferences, type Relation } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import { boundsMean, wireValue, type Field, type FieldKind, type Fields } from '../resource/fields/index.ts';
import type { Affordance } from '../resource/operations/affordances.ts';
import { Decimal } from '../util/decimal.ts';
import { toFormValue } from './form-values.ts';
import { documentTypes } from './media-types.ts';
import { referenceName } from '../http/reference-name.ts';
import type { HalDocument, ResourceLocator } from './render.ts';

/** A property of a HAL-FORMS template. */
export interface FormProperty {
  readonly name: string;
  readonly prompt: string;
  readonly required: boolean;
  readonly readOnly?: boolean;
  readonly type: string;
  readonly value?: string;
  readonly [more: string]: unknown;
}

/** A HAL-FORMS template. */
export interface FormTemplate {
  readonly title: string;
  readonly method: string;
  readonly contentType: string;
  readonly target?: string;
  readonly properties: readonly FormProperty[];
}

const inputTypes: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  url: 'url',
  email: 'email',
  integer: 'number',
  // Clients send the value of a number as a JSON number, which is not exact.
  decimal: 'text',
  boolean: 'text',
  date: 'date',
  time: 'time',
  // The values of `datetime-local` have no offset.
  dateTime: 'text',
  duration: 'text',
  choice: 'text',
  secret: 'password',
};

/** The members that show the bounds of a field. */
const boundNames = { length: ['minLength', 'maxLength'], value: ['min', 'max'] } as const;

/** Returns the number of a decimal's limit; undefined if it is not exactly that number. */
function exactNumber(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && String(number) === String(Decimal.parse(text)) ? number : undefined;
}

function bounds(field: Field): Record<string, number> {
  const { kind, decimal } = field;
  const { min = exactNumber(decimal?.min), max = exactNumber(decimal?.max) } = field.bounds;
  const [low, high] = boundNames[boundsMean[kind]];
  return { ...(min === undefined ? {} : { [low]: min }), ...(max === undefined ? {} : { [high]: max }) };
}

/** Returns the distance between the values of a time, in seconds, or of a decimal with a fraction. */
function step({ kind, decimal }: Field): Record<string, number> {
  if (kind === 'time') return { step: 1 };
  return decimal === undefined ? {} : { step: Number(`1e-${decimal.scale}`) };
}

/** Returns options that are the documents of a list, by the names of their members. */
const linkedOptions = (href: string, { valueField, promptField }: { valueField: string; promptField: string }) => ({
  link: { href, type: documentTypes[0] },
  valueField,
  promptField,
});

/**
 * Returns a property's `options`: the inline values of a choice or a Boolean, or a link to the documents whose field has
 * the values.
 */
function optionsOf(
  { kind, options, valuesFrom, required }: Field,
  locator: ResourceLocator | undefined,
): Record<string, unknown> {
  const range = { minItems: required ? 1 : 0, maxItems: 1 };
  const inline = kind === 'boolean' ? ['true', 'false'] : options;
  if (inline.length > 0) return { options: { inline, ...range } };
  if (valuesFrom === undefined) return {};
  const { resource, field } = valuesFrom;
  const collection = locator?.collectionOf(resource);
  if (collection === undefined) return {};
  return { options: { ...linkedOptions(collection, { valueField: field, promptField: field }), ...range } };
}

/** The current values of a form, and where its options are. */
interface FormContext {
  readonly document?: Document;
  readonly locator?: ResourceLocator;
}

function fieldProperty(name: string, field: Field, { document, locator }: FormContext): FormProperty {
  const value = document?.[name];
  return {
    name,
    prompt: field.title,
    required: field.required,
    type: inputTypes[field.kind],
    ...(field.pattern === undefined ? {} : { regex: field.pattern }),
    ...step(field),
    ...bounds(field),
    ...optionsOf(field, locator),
    ...(value === undefined || field.kind === 'secret' ? {} : { value: toFormValue(wireValue(field, value)) }),
  };
}

/** Renders fields as form properties, with the values of `document` if given. Secrets have no value. */
export const fieldProperties = (fields: Fields, context: FormContext = {}): readonly FormProperty[] =>
  Object.entries(fields).map(([name, field]) => fieldProperty(name, field, context));

function referenceProperty(
  [name, relation]: readonly [string, Relation],
  { document, locator }: FormContext & { readonly locator: ResourceLocator },
): FormProperty {
  const collection = locator.collectionOf(relation.target);
  const fields = { valueField: '_id', promptField: relation.labelField };
  const options =
    collection === undefined ? {} : { options: { ...linkedOptions(collection, fields), minItems: 1, maxItems: 1 } };
  const value = document?.[name] === undefined ? {} : { value: toFormValue(document[name]) };
  return { name: referenceName(name), prompt: relation.title, required: true, type: 'text', ...options, ...value };
}

/** An affordance, and the context in which it is rendered as a template. */
interface TemplateSource {
  readonly affordance: Affordance;
  /** The URL that the form submits to. */
  readonly target: string;
  /** References that the list determines; the form omits them. */
  readonly parentReferences?: ParentReferences;
  /** The document whose values the form shows. */
  readonly document?: Document;
}

/** Renders an affordance as a HAL-FORMS template with the fields and references that it takes. */
export function renderTemplate(
  definition: Definition,
  { affordance, target, parentReferences = {}, ...source }: TemplateSource,
  locator: ResourceLocator,
): FormTemplate {
  const { title, method, fields, references } = affordance;
  const context = { ...source, locator };
  const inputReferences = relationsOf(definition).filter(
    ([name]) => references.includes(name) && !Object.hasOwn(parentReferences, name),
  );
  const properties = [
    ...fieldProperties(fields, context),
    ...inputReferences.map((reference) => referenceProperty(reference, context)),
  ];
  return { title, method, contentType: 'application/json', target, properties };
}

/** A document, and the affordances that the caller has on it. */
export interface ItemAffordances {
  readonly self: string;
  readonly document: Document;
  readonly affordances: readonly Affordance[];
}

/** Renders the caller's affordances on an item as templates by rel; the edit template is `default`. */
export function itemTemplates(
  definition: Definition,
  { self, document, affordances }: ItemAffordances,
  locator: ResourceLocator,
): Readonly<Record<string, FormTemplate>> {
  const templates = affordances.map((affordance): [string, FormTemplate] => {
    if (affordance.rel === 'edit')
      return ['default', renderTemplate(definition, { affordance, target: self, document }, locator)];
    const target = affordance.path === undefined ? self : `${self}/${affordance.path}`;
    return [affordance.rel, renderTemplate(definition, { affordance, target }, locator)];
  });
  return Object.fromEntries(templates);
}

/** Renders the HAL-FORMS document of an item's edit form. */
export const editForm = (definition: Definition, item: ItemAffordances, locator: ResourceLocator): HalDocument => ({
  _links: { self: { href: `${item.self}/edit-form` }, item: { href: item.self } },
  _etag: item.document._etag,
  _templates: itemTemplates(definition, item, locator),
});
