import type { Definition } from '../definition.ts';
import type { View } from '../views.ts';
import { checkTexts, fieldFaults } from './check-fields.ts';
import { invalidName, relationNameFaults } from './check-names.ts';
import { addedNames } from './check-relations.ts';
import { unknownOptions, type Check } from './faults.ts';

const options = ['of', 'title', 'description', 'deprecated', 'fields', 'compute'];

function checkName(place: string, name: string, { relations }: Definition): string[] {
  if (Object.hasOwn(relations, name)) return [`${place} has the name of a relation, and so its path; rename it`];
  return relationNameFaults(place, name);
}

function checkFields(place: string, fields: View['fields']): string[] {
  const kinds = Object.entries(fields).flatMap(([name, { kind }]) =>
    kind === 'choice' || kind === 'secret'
      ? [`${place}.${name} is a ${kind}, which a view cannot show; give a text`]
      : [],
  );
  const names = Object.keys(fields).flatMap((name) => invalidName(`${place}.${name}`, name));
  const missing =
    names.length === 0 && Object.keys(fields).length === 0 ? [`${place} are missing; give at least one`] : [];
  return [...missing, ...names, ...kinds, ...fieldFaults(`${place}.`, fields)];
}

function checkView(name: string, view: View, definition: Definition): string[] {
  const place = `views.${name}`;
  const isOwn = view.of === definition.name;
  const added = Object.values(definition.relations).filter(({ target }) => target === view.of);
  const isTaken = added.some((relation) => addedNames(definition, relation).includes(name));
  return [
    ...unknownOptions(place, view, options),
    ...checkTexts(place, view),
    ...checkName(place, name, definition),
    ...invalidName(`${place}.of`, view.of),
    ...(isOwn ? [`${place}.of is the resource itself; a view is of the documents of another resource`] : []),
    ...(isTaken ? [`${place} and a relation both add ${name} to ${view.of}; rename one of them`] : []),
    ...checkFields(`${place}.fields`, view.fields),
  ];
}

/** Finds the faults of each view, and names that a relation has or adds. */
export const checkViews: Check = (definition) =>
  Object.entries(definition.views).flatMap(([name, view]) => checkView(name, view, definition));
