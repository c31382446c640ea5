import { relationsOf } from '../../resource/definition/relations.ts';
import type { Definition } from '../../resource/definition/definition.ts';
import { boundsMean, wireValue, type Field } from '../../resource/fields/index.ts';
import type { Affordance } from '../../resource/operations/affordances.ts';
import { enumValue } from '../../util/enum-value.ts';
import { typeName } from '../naming.ts';
import { typeOfField, typeOfInput } from '../sdl/resource.ts';

function textOf(value: unknown, kind: Field['kind']): string | null {
  if (typeof value === 'string') return kind === 'choice' ? enumValue(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The current values of an action's fields: a document, or the references that determine a list. */
type FormValues = Readonly<Record<string, unknown>>;

/** Returns a field as an `ActionField`. */
function renderField(type: string, name: string, { field, values }: { field: Field; values: FormValues }) {
  const { kind, bounds, options } = field;
  const { min, max } = bounds;
  return {
    ...{ name, type, title: field.title, description: field.description, required: field.required },
    value: kind === 'secret' ? null : textOf(wireValue(field, values[name]), kind),
    regex: field.pattern ?? null,
    ...(boundsMean[kind] === 'value' ? { min, max } : { minLength: min, maxLength: max }),
    options: options.map(enumValue),
  };
}

/** Returns the affordance's references as `ActionField`s. */
function referenceFields(definition: Definition, { references }: Affordance, values: FormValues) {
  return relationsOf(definition)
    .filter(([name]) => references.includes(name))
    .map(([name, { title, description }]) => ({
      ...{ name, title, description, type: 'ID', required: true, value: values[name], options: [] },
    }));
}

/** Verbs of the mutations that every resource has, by link relation. */
const verbs: Readonly<Record<string, string>> = { create: 'create', edit: 'change', delete: 'remove' };

const mutationOf = (definition: Definition, { rel, action }: Affordance): string =>
  action?.mutation ?? `${verbs[rel]}${typeName(definition)}`;

/** Returns an affordance of a document or a list as an `Action`. */
export function renderAffordance(
  definition: Definition,
  affordance: Affordance,
  { values, href }: { readonly values: FormValues; readonly href: string },
) {
  const { action } = affordance;
  const fields = Object.entries(affordance.fields).map(([name, field]) =>
    action === undefined
      ? renderField(typeOfField(definition, name, field), name, { field, values })
      : renderField(typeOfInput(action, name, field), name, { field, values: {} }),
  );
  return {
    rel: affordance.rel,
    title: affordance.title,
    method: affordance.method,
    href: affordance.path === undefined ? href : `${href}/${affordance.path}`,
    mutation: mutationOf(definition, affordance),
    fields: [...fields, ...referenceFields(definition, affordance, values)],
  };
}
