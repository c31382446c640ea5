import { toOneRelations, type ParentReferences, type ToOne } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { Field, FieldKind, Fields } from '../resource/fields.ts';
import type { Affordance } from '../resource/operations/affordances.ts';
import { referenceName } from '../http/reference-name.ts';
import type { HalDocument, ResourceLocator } from './render.ts';

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
export interface FormTemplate {
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

/** What a property's value is to be one of: words, or what documents hold in a field. */
function optionsOf(
  { options, valuesFrom, required }: Field,
  places: ResourceLocator | undefined,
): Record<string, unknown> {
  const [minItems, maxItems] = [required ? 1 : 0, 1];
  if (options.length > 0) return { options: { inline: options, minItems, maxItems } };
  const collection = valuesFrom === undefined ? undefined : places?.collectionOf(valuesFrom.resource);
  if (collection === undefined) return {};
  const field = valuesFrom?.field;
  return { options: { link: { href: collection }, valueField: field, promptField: field, minItems, maxItems } };
}

/** What a form over fields is filled in with, and where the options are. */
interface FormContext {
  readonly document?: Document;
  readonly places?: ResourceLocator;
}

function fieldProperty(name: string, field: Field, { document, places }: FormContext): FormProperty {
  const value = document?.[name];
  return {
    name,
    prompt: field.title,
    required: field.required,
    type: inputTypes[field.kind],
    ...(field.pattern === undefined ? {} : { regex: field.pattern }),
    ...(field.kind === 'time' ? { step: 1 } : {}),
    ...bounds(field),
    ...optionsOf(field, places),
    ...(value === undefined || field.kind === 'secret' ? {} : { value }),
  };
}

/** The properties of a form over these fields, filled in from a document where there is one. */
export const fieldProperties = (fields: Fields, filling: FormContext = {}): readonly FormProperty[] =>
  Object.entries(fields).map(([name, field]) => fieldProperty(name, field, filling));

function referenceProperty(
  [name, relation]: readonly [string, ToOne],
  { document, places }: FormContext & { readonly places: ResourceLocator },
): FormProperty {
  const collection = places.collectionOf(relation.target);
  const options =
    collection === undefined
      ? {}
      : { options: { link: { href: collection }, valueField: '_id', minItems: 1, maxItems: 1 } };
  const value = document?.[name] === undefined ? {} : { value: document[name] };
  return { name: referenceName(name), prompt: relation.title, required: true, type: 'text', ...options, ...value };
}

/** What is offered, and where it is done. */
interface TemplateSource {
  readonly affordance: Affordance;
  readonly target: string;
  /** References that the place determines: they are not asked for. */
  readonly known?: ParentReferences;
  /** What the form is filled in from. */
  readonly document?: Document;
}

/** An offer as a template: what it asks for. */
export function renderTemplate(
  definition: Definition,
  { affordance, target, known = {}, ...filled }: TemplateSource,
  places: ResourceLocator,
): FormTemplate {
  const { title, method, fields } = affordance;
  const filling = { ...filled, places };
  const asked = toOneRelations(definition).filter(([name]) => affordance.references.includes(name) && !(name in known));
  const properties = [
    ...fieldProperties(fields, filling),
    ...asked.map((reference) => referenceProperty(reference, filling)),
  ];
  return { title, method, contentType: 'application/json', target, properties };
}

/** A document, and what the caller may do with it. */
export interface ItemAffordances {
  readonly self: string;
  readonly document: Document;
  readonly affordances: readonly Affordance[];
}

/** What the caller may do now with an item, as templates: the change is the default one, all others bear their rel. */
export function itemTemplates(
  definition: Definition,
  { self, document, affordances }: ItemAffordances,
  places: ResourceLocator,
): Readonly<Record<string, FormTemplate>> {
  const templates = affordances.map((affordance): [string, FormTemplate] => {
    if (affordance.rel === 'edit')
      return ['default', renderTemplate(definition, { affordance, target: self, document }, places)];
    const target = affordance.path === undefined ? self : `${self}/${affordance.path}`;
    return [affordance.rel, renderTemplate(definition, { affordance, target }, places)];
  });
  return Object.fromEntries(templates);
}

/** The HAL-FORMS document to change an item. */
export const editForm = (definition: Definition, offered: ItemAffordances, places: ResourceLocator): HalDocument => ({
  _links: { self: { href: `${offered.self}/edit-form` }, item: { href: offered.self } },
  _etag: offered.document._etag,
  _templates: itemTemplates(definition, offered, places),
});
