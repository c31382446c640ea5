import { root, serviceCaller, type Caller } from '../../kit/access/caller.ts';
import type { OperationContext } from '../../kit/resource/definition/context.ts';
import type { Definition } from '../../kit/resource/definition/definition.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import { openResource, type Resource } from '../../kit/resource/resource.ts';
import type { Store } from '../../kit/store/port.ts';
import type { Log } from '../../kit/util/log.ts';

/** A resource without a service, and the context of operations by `root`. */
export interface OpenedResource {
  readonly resource: Resource;
  readonly context: OperationContext;
}

/** Opens a resource without references on a store. */
export async function openTestResource(definition: Definition, store: Store, log: Log): Promise<OpenedResource> {
  const contextOf = (caller: Caller): OperationContext => ({
    caller,
    remote: {} as unknown as OperationContext['remote'],
    collection: (name, indexes) => store.collection(name, indexes),
  });
  const resource = await openResource(definition, store, {
    leaseMs: 60_000,
    limits: defaultLimits,
    hashConcurrency: 1,
    announcementMs: 0,
    systemContext: contextOf(serviceCaller('test')),
    log,
  });
  return { resource, context: contextOf(root) };
}
