import { toOneRelations } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import type { Field } from '../../resource/fields.ts';
import type { Affordance } from '../../resource/operations/affordances.ts';
import { enumValue, typeName } from '../naming.ts';
import { typeOfField, typeOfInput } from '../sdl/resource.ts';

function textOf(value: unknown, kind: Field['kind']): string | null {
  if (typeof value === 'string') return kind === 'choice' ? enumValue(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** What a form is filled in with: a document, or the references that a list knows. */
type FormValues = Readonly<Record<string, unknown>>;

/** An `ActionField`: what a HAL-FORMS property says of it, in the words of this face. */
function fieldOf(type: string, name: string, { field, values }: { field: Field; values: FormValues }) {
  const { kind, bounds, options } = field;
  const isNumber = kind === 'integer';
  const { min, max } = bounds;
  return {
    ...{ name, type, title: field.title, description: field.description, required: field.required },
    value: kind === 'secret' ? null : textOf(values[name], kind),
    regex: field.pattern ?? null,
    ...(isNumber ? { min, max } : { minLength: min, maxLength: max }),
    options: options.map(enumValue),
  };
}

function referenceFields(definition: Definition, { references: wanted }: Affordance, values: FormValues) {
  return toOneRelations(definition)
    .filter(([name]) => wanted.includes(name))
    .map(([name, { title, description }]) => ({
      ...{ name, title, description, type: 'ID', required: true, value: values[name], options: [] },
    }));
}

/** The verbs of the mutations that every resource has, by the relations of what they do. */
const verbs: Readonly<Record<string, string>> = { create: 'create', edit: 'change', delete: 'remove' };

const mutationOf = (definition: Definition, { rel, action }: Affordance): string =>
  action?.mutation ?? `${verbs[rel]}${typeName(definition)}`;

/** What the caller may do with a document or a list, as an `Action`. */
export function renderAffordance(
  definition: Definition,
  offer: Affordance,
  { values, href }: { readonly values: FormValues; readonly href: string },
) {
  const { action } = offer;
  const fields = Object.entries(offer.fields).map(([name, field]) =>
    action === undefined
      ? fieldOf(typeOfField(definition, name, field), name, { field, values })
      : fieldOf(typeOfInput(action, name, field), name, { field, values: {} }),
  );
  return {
    rel: offer.rel,
    title: offer.title,
    method: offer.method,
    href: offer.path === undefined ? href : `${href}/${offer.path}`,
    mutation: mutationOf(definition, offer),
    fields: [...fields, ...referenceFields(definition, offer, values)],
  };
}
