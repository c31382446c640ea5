import type { Index } from '../store/port.ts';
import { toOneRelations } from './definition/relations.ts';
import type { Definition } from './definition/definition.ts';
import { pendingWriteIndex } from './pending-writes/pending-write.ts';
import { isOrdered, propertiesOf } from './properties.ts';

/**
 * The indexes that a resource's rules and lists need: one for each order that a list can have. The first field is the one
 * to shard by.
 */
export function indexesOf(definition: Definition): readonly Index[] {
  const distinct = Object.entries(definition.fields).filter(([, field]) => field.unique);
  const orders = propertiesOf(definition).filter((property) => isOrdered(property) && property.kind !== 'id');
  const lists = [...toOneRelations(definition).map(([name]) => name), ...orders.map(({ name }) => name)];
  return [
    ...distinct.map(([name]) => ({ fields: [name], unique: true })),
    ...definition.unique.map(({ fields }) => ({ fields, unique: true })),
    ...lists.map((name) => ({ fields: [name, '_id'], unique: false })),
    pendingWriteIndex,
  ];
}
