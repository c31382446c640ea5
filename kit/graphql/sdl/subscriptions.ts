import type { Definition } from '../../resource/definition/definition.ts';
import { withArticle } from '../../util/article.ts';
import { changedField, changedListField, changeType, typeName } from '../naming.ts';
import { block, member } from './common.ts';

/** Returns the subscriptions of a resource, and the type of their events. */
export function subscriptionTypes(definition: Definition): readonly string[] {
  const { name, plural } = definition;
  const change = changeType(definition);
  return [
    block('type Subscription', 'What is told when it happens, as a stream of events.', [
      member(
        `${changedField(definition)}("""The ID of the ${name}.""" id: ID!): ${change}`,
        `The changes of ${withArticle(name)} from now on, if the caller can see it.`,
      ),
      member(
        `${changedListField(definition)}("""Tells only changes of items that match this filter before or after.""" filter: ${typeName(definition)}Filter): ${change}`,
        `The changes from now on of the ${plural} that the caller can see.`,
      ),
    ]),
    block(`type ${change}`, `A change of ${withArticle(name)}, told after it is committed.`, [
      member('kind: ChangeKind!', `What happened to the ${name}.`),
      member('id: ID!', `The ID of the ${name}.`),
      member(`${name}: ${typeName(definition)}`, `The ${name} after the change. Null if it was removed.`),
    ]),
  ];
}
