import { references, type Definition, type Document } from '../../resource/definition.ts';
import type { Field } from '../../resource/fields.ts';
import type { Offer } from '../../resource/operations/act.ts';
import { enumValue, typeName } from '../naming.ts';
import { typeOfField, typeOfInput } from '../sdl/resource.ts';

function textOf(value: unknown, kind: Field['kind']): string | null {
  if (typeof value === 'string') return kind === 'choice' ? enumValue(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** An `ActionField`: what a HAL-FORMS property says of it, in the words of this face. */
function fieldOf(type: string, name: string, { field, document }: { field: Field; document: Document | undefined }) {
  const { kind, bounds, options } = field;
  const isNumber = kind === 'integer';
  const { min, max } = bounds;
  return {
    ...{ name, type, title: field.title, description: field.description, required: field.required },
    value: kind === 'secret' ? null : textOf(document?.[name], kind),
    regex: field.pattern ?? null,
    ...(isNumber ? { min, max } : { minLength: min, maxLength: max }),
    options: options.map(enumValue),
  };
}

function referenceFields(definition: Definition, { references: wanted }: Offer, document: Document) {
  return references(definition)
    .filter(([name]) => wanted.includes(name))
    .map(([name, { title, description }]) => ({
      ...{ name, title, description, type: 'ID', required: true, value: document[name], options: [] },
    }));
}

const mutationOf = (definition: Definition, { rel, action }: Offer): string =>
  action?.mutation ?? `${rel === 'edit' ? 'change' : 'remove'}${typeName(definition)}`;

/** What the caller may do with a document, as an `Action`. */
export function renderOffer(
  definition: Definition,
  offer: Offer,
  { document, href }: { readonly document: Document; readonly href: string },
) {
  const { action } = offer;
  const fields = Object.entries(offer.fields).map(([name, field]) =>
    action === undefined
      ? fieldOf(typeOfField(definition, name, field), name, { field, document })
      : fieldOf(typeOfInput(action, name, field), name, { field, document: undefined }),
  );
  return {
    rel: offer.rel,
    title: offer.title,
    method: offer.method,
    href: offer.path === undefined ? href : `${href}/${offer.path}`,
    mutation: mutationOf(definition, offer),
    fields: [...fields, ...referenceFields(definition, offer, document)],
  };
}
