import type { Index } from '../store/port.ts';
import { comparedPath } from './compared-values.ts';
import { relationsOf } from './definition/relations.ts';
import type { Definition } from './definition/definition.ts';
import { pendingWriteIndex } from './pending-writes/pending-write.ts';
import { isOrdered, propertiesOf } from './properties.ts';
import { uniqueKeysOf } from './unique-keys.ts';

/**
 * Returns the indexes that the rules and lists of a resource need, one for each sort order of a list. The first field
 * of an index is the candidate for a shard key.
 */
export function indexesOf(definition: Definition): readonly Index[] {
  const distinct = Object.entries(definition.fields).filter(([, field]) => field.unique);
  const orders = propertiesOf(definition).filter((property) => isOrdered(property) && property.kind !== 'id');
  const lists = [...relationsOf(definition).map(([name]) => name), ...orders.map(({ path }) => path)];
  return [
    // Documents that lack an optional field are no duplicates of each other.
    ...distinct.map(([name, { required }]) => ({
      fields: [comparedPath(definition, name)],
      unique: true,
      ...(!required && { sparse: true }),
    })),
    ...definition.unique.map(({ fields }) => ({
      fields: fields.map((name) => comparedPath(definition, name)),
      unique: true,
    })),
    ...uniqueKeysOf(definition).map(({ name }) => ({ fields: [name], unique: true, sparse: true })),
    ...lists.map((name) => ({ fields: [name, '_id'], unique: false })),
    pendingWriteIndex,
  ];
}
