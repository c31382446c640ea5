import { references, type Known, type ToOne } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { Document } from '../resource/definition/documents.ts';
import type { Field, FieldKind, Fields } from '../resource/fields.ts';
import { type Offer } from '../resource/operations/act.ts';
import { referenceName } from '../http/reference-name.ts';
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

/** What a property's value is to be one of: words, or what documents hold in a field. */
function optionsOf({ options, among, required }: Field, places: Places | undefined): Record<string, unknown> {
  const [minItems, maxItems] = [required ? 1 : 0, 1];
  if (options.length > 0) return { options: { inline: options, minItems, maxItems } };
  const collection = among === undefined ? undefined : places?.collectionOf(among.resource);
  if (collection === undefined) return {};
  const field = among?.field;
  return { options: { link: { href: collection }, valueField: field, promptField: field, minItems, maxItems } };
}

/** What a form over fields is filled in with, and where the options are. */
interface Filling {
  readonly document?: Document;
  readonly places?: Places;
}

function fieldProperty(name: string, field: Field, { document, places }: Filling): FormProperty {
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
export const fieldProperties = (fields: Fields, filling: Filling = {}): readonly FormProperty[] =>
  Object.entries(fields).map(([name, field]) => fieldProperty(name, field, filling));

function referenceProperty(
  [name, relation]: readonly [string, ToOne],
  { document, places }: Filling & { readonly places: Places },
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
interface Offered {
  readonly offer: Offer;
  readonly target: string;
  /** References that the place determines: they are not asked for. */
  readonly known?: Known;
  /** What the form is filled in from. */
  readonly document?: Document;
}

/** An offer as a template: what it asks for. */
export function templateOf(
  definition: Definition,
  { offer, target, known = {}, ...filled }: Offered,
  places: Places,
): Template {
  const { title, method, fields } = offer;
  const filling = { ...filled, places };
  const asked = references(definition).filter(([name]) => offer.references.includes(name) && !(name in known));
  const properties = [
    ...fieldProperties(fields, filling),
    ...asked.map((reference) => referenceProperty(reference, filling)),
  ];
  return { title, method, contentType: 'application/json', target, properties };
}

/** A document, and what the caller may do with it. */
export interface Offers {
  readonly self: string;
  readonly document: Document;
  readonly offers: readonly Offer[];
}

/** What the caller may do now with an item, as templates: the change is the default one, all others bear their rel. */
export function itemTemplates(
  definition: Definition,
  { self, document, offers }: Offers,
  places: Places,
): Readonly<Record<string, Template>> {
  const templates = offers.map((offer): [string, Template] => {
    if (offer.rel === 'edit') return ['default', templateOf(definition, { offer, target: self, document }, places)];
    const target = offer.path === undefined ? self : `${self}/${offer.path}`;
    return [offer.rel, templateOf(definition, { offer, target }, places)];
  });
  return Object.fromEntries(templates);
}

/** The HAL-FORMS document to change an item. */
export const editForm = (definition: Definition, offered: Offers, places: Places): HalDocument => ({
  _links: { self: { href: `${offered.self}/edit-form` }, item: { href: offered.self } },
  _etag: offered.document._etag,
  _templates: itemTemplates(definition, offered, places),
});
