import type { Definition } from './definition.ts';

/** A definition that contradicts itself; thrown when the module is loaded. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

const legalName = /^[a-z][a-zA-Z0-9]*$/;
const reserved = new Set([
  'id',
  'href',
  'etag',
  'createdAt',
  'updatedAt',
  'actions',
  'and',
  'or',
  'ifMatch',
  'cascade',
]);

/**
 * Checks the names of fields and relations.
 * @throws {DefinitionError} where one is illegal, reserved, or used twice.
 */
export function checkNames(definition: Definition): void {
  const names = [...Object.keys(definition.fields), ...Object.keys(definition.relations)];
  const fault = (name: string, why: string) => new DefinitionError(`${definition.name}.${name} ${why}`);
  names.forEach((name, index) => {
    if (!legalName.test(name)) throw fault(name, 'is no name: use a lower-case letter, then letters and digits');
    if (reserved.has(name)) throw fault(name, 'is a name that every resource has already');
    if (names.indexOf(name) !== index) throw fault(name, 'names a field and a relation');
  });
}
