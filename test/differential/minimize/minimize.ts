import type { CreateGateway, GraphqlRequest } from '../gateway.ts';
import { openWorld, signatureOf, type OpenWorld, type Outcome } from '../harness.ts';
import type { World } from '../model/world.ts';
import type { ServiceFault } from '../service-fault.ts';
import { simplerRequests } from './operation-edits.ts';
import { simplerWorlds } from './world-edits.ts';

/** An operation in a world. */
export interface DifferentialCase {
  readonly world: World;
  readonly request: GraphqlRequest;
  readonly fault?: ServiceFault | undefined;
}

/** What to keep while a case is made smaller. */
export interface MinimizeOptions {
  readonly createGateway: CreateGateway;
  /** The signature of the failure. */
  readonly signature: string;
  /** The maximum time, in milliseconds; the smallest case so far is returned then. */
  readonly timeoutMs: number;
}

/** Returns a smaller case that fails with the same signature. */
export async function minimize(failing: DifferentialCase, options: MinimizeOptions): Promise<DifferentialCase> {
  const deadline = performance.now() + options.timeoutMs;
  let { world, request } = failing;
  const { fault } = failing;
  for (let size = Infinity; sizeOf({ world, request }) < size && performance.now() < deadline;) {
    size = sizeOf({ world, request });
    request = await minimizeRequest({ world, request, fault }, { ...options, deadline });
    world = await minimizeWorld({ world, request, fault }, { ...options, deadline });
  }
  return { world, request, fault };
}

const sizeOf = (value: DifferentialCase): number => JSON.stringify(value).length;

interface Search extends MinimizeOptions {
  readonly deadline: number;
}

async function fails(
  world: OpenWorld,
  { request, fault }: Omit<DifferentialCase, 'world'>,
  { signature }: Search,
): Promise<boolean> {
  try {
    return (
      world.oracle.validate(request.query).length === 0 && signatureOf(await world.check(request, fault)) === signature
    );
  } catch {
    return false;
  }
}

/**
 * Replaces a value with simpler ones that still fail, until there is none. After a success it goes on at the same
 * position, because the candidates before it have failed for a value that was nearly the same.
 */
async function shrink<T>(
  value: T,
  simpler: (value: T) => Iterable<T>,
  isFailing: (value: T) => Promise<boolean>,
): Promise<T> {
  let smallest = value;
  for (let start = 0, isNew = true; isNew || start > 0;) {
    if (!isNew) start = 0;
    isNew = false;
    let position = -1;
    for (const candidate of simpler(smallest)) {
      position += 1;
      if (position < start || !(await isFailing(candidate))) continue;
      [smallest, start, isNew] = [candidate, position, true];
      break;
    }
  }
  return smallest;
}

async function minimizeRequest({ world, request, fault }: DifferentialCase, search: Search): Promise<GraphqlRequest> {
  const opened = await openWorld(world, search.createGateway);
  if ('problems' in opened) return request;
  const isFailing = async (candidate: GraphqlRequest) =>
    performance.now() < search.deadline && fails(opened, { request: candidate, fault }, search);
  const smallest = await shrink(request, simplerRequests, isFailing);
  await opened.close();
  return smallest;
}

async function minimizeWorld({ world, request, fault }: DifferentialCase, search: Search): Promise<World> {
  const isFailing = async (candidate: World): Promise<boolean> => {
    if (performance.now() > search.deadline) return false;
    const outcome = await checkOnce({ world: candidate, request, fault }, search.createGateway);
    return outcome !== undefined && signatureOf(outcome) === search.signature;
  };
  return shrink(world, simplerWorlds, isFailing);
}

/** Checks one case. Returns undefined if its world does not compose or its operation is invalid. */
export async function checkOnce(
  { world, request, fault }: DifferentialCase,
  createGateway: CreateGateway,
): Promise<Outcome | undefined> {
  try {
    const opened = await openWorld(world, createGateway);
    if ('problems' in opened) return undefined;
    const isValid = opened.oracle.validate(request.query).length === 0;
    const outcome = isValid ? await opened.check(request, fault) : undefined;
    await opened.close();
    return outcome;
  } catch {
    return undefined;
  }
}
