import { stale } from '../../kit/resource/common-problems.ts';
import { fail, succeed, type Outcome } from '../../kit/resource/problems.ts';
import type { createQueue } from '../../kit/util/queue.ts';
import { changed, contentOf, instanceIdOf, isSameContent, newRegistration, renewed } from './changes.ts';
import { exceededLimit } from './limits.ts';
import { registryFull } from './problems.ts';
import type { Registration, Submission } from './registration.ts';
import type { RegistryParts } from './parts.ts';

/** A registration: of a new name, with other content for a known name, or again with the same content. */
export interface RegisterResult {
  readonly kind: 'created' | 'replaced' | 'renewed';
  readonly registration: Registration;
}

/**
 * Registers a service. Fails with `NameTaken` if the name belongs to another identity, and with `RegistryFull` beyond a
 * bound of the registry.
 */
export type Register = (submission: Submission) => Promise<Outcome<RegisterResult>>;

/** Creates `register`. A renewal does not wait in the queue, nor for the store. */
export function createRegister(parts: RegistryParts, queue: ReturnType<typeof createQueue>): Register {
  return async (submission) => {
    const registration = renew(submission, parts);
    return registration === undefined
      ? queue(() => change(submission, parts))
      : succeed({ kind: 'renewed', registration });
  };
}

/** Renews the lease of an instance that registers again with the same content; undefined if it does not. */
function renew({ input, registrant }: Submission, { table, saveSoon }: RegistryParts): Registration | undefined {
  const current = table.byName(input.name);
  if (current === undefined || current.owner !== registrant.identity) return undefined;
  const id = instanceIdOf(input, registrant);
  const instance = current.instances.find((each) => each.id === id);
  if (instance === undefined || !isSameContent(instance.content, contentOf(input))) return undefined;
  const next = { ...current, instances: current.instances.map((each) => (each === instance ? renewed(each) : each)) };
  table.renew(next);
  saveSoon(next._id);
  return next;
}

async function change(submission: Submission, parts: RegistryParts): Promise<Outcome<RegisterResult>> {
  const current = parts.table.byName(submission.input.name);
  const checked = current && parts.checkOwner(current, submission.registrant);
  if (checked?.ok === false) return checked;
  const { limits } = parts;
  const next =
    current === undefined ? newRegistration(submission) : changed(current, submission, { max: limits.instances });
  const stored = await store(next, parts);
  const kind = current === undefined || current.instances.length === 0 ? 'created' : 'replaced';
  return stored.ok ? succeed({ kind, registration: stored.value }) : stored;
}

/** Stores a new or changed registration, unless it exceeds a bound. */
export async function store(next: Registration, { table, limits }: RegistryParts): Promise<Outcome<Registration>> {
  const others = table.all().filter(({ _id }) => _id !== next._id);
  const exceeded = exceededLimit(next, others, limits);
  if (exceeded !== undefined) return fail(registryFull(exceeded));
  return (await table.put(next)) ? succeed(next) : fail(changedConcurrently());
}

export const changedConcurrently = () =>
  stale('the registration was changed concurrently; read it again', { current: undefined });
