import type { Definition } from './definition.ts';

/** Reports an inconsistent definition; thrown when its module is loaded. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

const validName = /^[a-z][a-zA-Z0-9]*$/;
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
 * @throws {DefinitionError} if a name is invalid, reserved or used twice.
 */
export function checkNames(definition: Definition): void {
  const names = [...Object.keys(definition.fields), ...Object.keys(definition.relations)];
  const error = (name: string, reason: string) => new DefinitionError(`${definition.name}.${name} ${reason}`);
  names.forEach((name, index) => {
    if (!validName.test(name))
      throw error(name, 'is not a valid name: use a lower-case letter, then letters and digits');
    if (reserved.has(name)) throw error(name, 'is a reserved name: choose another one');
    if (names.indexOf(name) !== index) throw error(name, 'names both a field and a relation: rename one of them');
  });
}
