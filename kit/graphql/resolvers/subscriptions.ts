import type { Definition } from '../../resource/definition/definition.ts';
import type { ChangeKind, ResourceChange, ResourceFeed } from '../../resource/operations/changes.ts';
import type { Filter } from '../../store/port.ts';
import { parseConnectionArguments } from '../connection.ts';
import { changedField, changedListField, changeType } from '../naming.ts';
import type { GraphqlContext } from '../request-context.ts';
import { endError } from '../subscriptions/endings.ts';

/** The enum values of `ChangeKind`. */
const changeKinds = {
  CREATED: 'created',
  CHANGED: 'changed',
  REMOVED: 'removed',
} as const satisfies Record<string, ChangeKind>;

/** Opens the feed of a subscription, which ends with it. */
async function openFeed(filter: Filter, { service, context, subscription }: GraphqlContext): Promise<ResourceFeed> {
  const options = { after: subscription?.after, signal: subscription?.stream?.signal };
  const opened = await service.resource.changes({ filter, ...options }, context);
  if (!opened.ok) throw endError(opened.problem);
  return opened.value;
}

const resolve = (change: ResourceChange): ResourceChange => change;

/** Returns the resolvers of subscriptions and of their events. */
export const subscriptionResolvers = (definition: Definition) => ({
  Subscription: {
    [changedField(definition)]: {
      subscribe: (_root: unknown, { id }: { readonly id: string }, context: GraphqlContext) =>
        openFeed({ _id: id }, context),
      resolve,
    },
    [changedListField(definition)]: {
      subscribe: (_root: unknown, { filter }: { readonly filter?: unknown }, context: GraphqlContext) =>
        openFeed(parseConnectionArguments(context.service.resource, { filter }).countFilter, context),
      resolve,
    },
  },
  [changeType(definition)]: { [definition.name]: ({ document }: ResourceChange) => document ?? null },
  ChangeKind: changeKinds,
});
