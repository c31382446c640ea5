import { setTimeout as delay } from 'node:timers/promises';
import { timeoutsMs, type Cluster } from '../cluster.ts';
import type { PartProcess } from '../part-process.ts';
import type { Random } from '../random.ts';
import type { Fault } from './fault.ts';

/** The maximum downtime of a killed part, in milliseconds. */
const maxDowntimeMs = 1500;
/** How far a clock steps, in milliseconds: two hours. */
const clockStepMs = 7_200_000;

/** Picks a part that runs; a service rather than a gateway. */
export function pickRunning({ parts }: Cluster, random: Random): PartProcess {
  const running = parts.filter((each) => each.isRunning);
  const services = running.filter(({ part }) => !part.includes('gateway'));
  const picked = random.pick(random.chance(0.75) && services.length > 0 ? services : running);
  if (picked === undefined) throw new Error('no part runs');
  return picked;
}

/** Returns a time that is longer than a timeout, in milliseconds: by half of it at least, and twice at most. */
export const longerThan = (timeoutMs: number, random: Random): number =>
  timeoutMs + timeoutMs / 2 + random.under(timeoutMs * 1.5);

const nameOf = ({ part, url }: PartProcess): string => `${part} at ${url}`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

export const kill: Fault = async ({ cluster, random }) => {
  const part = pickRunning(cluster, random);
  await part.kill(random.under(maxDowntimeMs));
  return `${nameOf(part)} killed`;
};

export const stop: Fault = async ({ cluster, random }) => {
  const part = pickRunning(cluster, random);
  const ms = longerThan(Math.max(timeoutsMs.peer, timeoutsMs.store), random);
  await part.pause(ms);
  return `${nameOf(part)} stopped for ${seconds(ms)}`;
};

export const stepClock: Fault = async ({ cluster, random }) => {
  const part = random.pick(cluster.parts) ?? pickRunning(cluster, random);
  const offsetMs = random.chance(0.5) ? clockStepMs : -clockStepMs;
  const ms = 4000 + random.under(6000);
  part.stepClock(offsetMs);
  await delay(ms);
  part.stepClock(0);
  return `the clock of ${nameOf(part)} ${offsetMs > 0 ? '2 h ahead' : '2 h behind'} for ${seconds(ms)}`;
};

export const failOver: Fault = async ({ cluster: { mongo }, random }) => {
  if (random.chance(0.5)) return (await mongo?.stepDown(), 'the primary stepped down');
  return (await mongo?.killPrimary(), 'the primary killed');
};

export const stopStore: Fault = async ({ cluster: { mongo }, random }) => {
  const which = random.chance(0.7) ? 'primary' : 'secondary';
  const ms = longerThan(timeoutsMs.store, random);
  await mongo?.pause(which, ms);
  return `the ${which} stopped for ${seconds(ms)}`;
};
