import { newEtag, newId } from '../../kit/resource/documents.ts';
import { modifiedNow } from '../../kit/resource/modification.ts';
import type { Registrant } from './registrant.ts';
import {
  isOver,
  type Content,
  type Instance,
  type Registration,
  type RegistrationInput,
  type Submission,
} from './registration.ts';

/** Durations in milliseconds. */
export interface RegistryDurations {
  /** After a trusted service has left, how long its name and its relations stay its own. */
  readonly retireMs: number;
  /** After the home of a service without a lease has left the root, how long it is probed further. */
  readonly giveUpMs: number;
}

/** Most relations that are remembered of one service. */
const maxOffered = 1000;

export const contentOf = ({ baseUrl, rels, ttl }: RegistrationInput): Content => ({
  baseUrl: baseUrl.replace(/\/+$/, ''),
  rels: JSON.stringify(rels),
  ttl: ttl ?? null,
});

export const isSameContent = (left: Content, right: Content): boolean =>
  left.baseUrl === right.baseUrl && left.rels === right.rels && left.ttl === right.ttl;

/** Returns the id of the instance that registers. Guests have one instance. */
export const instanceIdOf = ({ instance = '' }: RegistrationInput, { identity }: Registrant): string =>
  identity === undefined ? '' : instance;

const instanceOf = (id: string, content: Content): Instance => ({
  id,
  content,
  missed: 0,
  deadline: content.ttl === null ? undefined : performance.now() + content.ttl * 1000,
});

/** Returns an instance with its lease renewed from now. */
export const renewed = ({ id, content }: Instance): Instance => instanceOf(id, content);

/** Creates a registration. */
export function newRegistration({ input, registrant }: Submission): Registration {
  const now = new Date();
  return {
    _id: newId(),
    _created: now,
    _updated: now,
    _etag: newEtag(),
    name: input.name,
    owner: registrant.identity,
    instances: [instanceOf(instanceIdOf(input, registrant), contentOf(input))],
    offered: registrant.identity === undefined ? [] : Object.keys(input.rels),
    retiresAt: undefined,
  };
}

/** Adds an instance, as the newest. Of more than the most that are allowed, those that expire first are left out. */
function withInstance(others: readonly Instance[], newest: Instance, max: number): readonly Instance[] {
  const expiry = ({ deadline = Infinity }: Instance): number => deadline;
  const latestFirst = others.toReversed().toSorted((left, right) => expiry(right) - expiry(left));
  const kept = latestFirst.slice(0, max - 1);
  return [...others.filter((each) => kept.includes(each)), newest];
}

/**
 * Returns a registration with the content that a registrant submitted. Other instances of the same owner stay; those of
 * a guest whose name a service takes over do not.
 */
export function changed(
  current: Registration,
  { input, registrant }: Submission,
  { max }: { readonly max: number },
): Registration {
  const { identity } = registrant;
  const id = instanceIdOf(input, registrant);
  const others = current.owner === identity ? current.instances.filter((instance) => instance.id !== id) : [];
  return {
    ...current,
    ...modifiedNow(current),
    _etag: newEtag(),
    name: input.name,
    owner: identity,
    instances: withInstance(others, instanceOf(id, contentOf(input)), max),
    offered:
      identity === undefined ? [] : [...new Set([...Object.keys(input.rels), ...current.offered])].slice(0, maxOffered),
    retiresAt: undefined,
  };
}

/** Returns a registration without some of its instances. Without any, it is withdrawn, and retires after a while. */
export function withInstances(
  current: Registration,
  instances: readonly Instance[],
  { retireMs }: RegistryDurations,
): Registration {
  const isShownSame = instances.at(-1) === current.instances.at(-1);
  return {
    ...current,
    ...(isShownSame ? {} : { ...modifiedNow(current), _etag: newEtag() }),
    instances,
    retiresAt: instances.length === 0 ? performance.now() + retireMs : undefined,
  };
}

/** Returns a registration without the instances whose leases are over; undefined if it is to be removed. */
export function withoutExpired(current: Registration, durations: RegistryDurations): Registration | undefined {
  const now = performance.now();
  if (current.retiresAt !== undefined) return current.retiresAt <= now ? undefined : current;
  const instances = current.instances.filter((instance) => !isOver(instance, now));
  if (instances.length === current.instances.length) return current;
  if (instances.length === 0 && current.owner === undefined) return undefined;
  return withInstances(current, instances, durations);
}
