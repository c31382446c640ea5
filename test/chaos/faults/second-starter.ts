import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serviceWords } from '../../../scripts/parts.ts';
import { portVariableOf } from '../../../scripts/parts/resource-folders.ts';
import { freePort } from '../../../scripts/free-ports.ts';
import { startPart, type PartProcess } from '../part-process.ts';
import type { Fault } from './fault.ts';

/** How long a rival waits for the directory: less or more than a restart takes. */
const waitSeconds = { running: 1, killed: 10 };
/** How long a rival that got the directory keeps it, in milliseconds. */
const holdMs = 1500;
const pollMs = 100;

/** Whether a process serves requests from its store, so that it holds its directory. */
async function holdsStore(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) }).catch(() => undefined);
  return (await response?.text().catch(() => ''))?.includes('"store":"ok"') === true;
}

/** Whether both hold the directory: the rival before and after the moment when the other one does. */
const bothHold = async (rival: string, other: string): Promise<boolean> =>
  (await holdsStore(rival)) && (await holdsStore(other)) && (await holdsStore(rival));

/**
 * Starts a second process on the directory of an embedded store, whose owner runs or has just been killed. The rival
 * may get the directory only while the owner does not have it.
 */
export const startSecond: Fault = async ({ cluster, intruder, random, violate }) => {
  const owner = random.pick(cluster.parts.filter(({ part }) => serviceWords.includes(part)));
  if (owner === undefined) throw new Error('no service to start a second time');
  const isKilled = random.chance(0.5);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  intruder.trust(url);
  const rival = startPart(rivalOf(owner, { port, waitSeconds: waitSeconds[isKilled ? 'killed' : 'running'] }));
  let hasEnded = false;
  void rival.exited.then(() => (hasEnded = true));
  if (isKilled) {
    await delay(random.under(2000));
    await owner.kill(random.under(holdMs));
  }
  let heldSince: number | undefined;
  while (!hasEnded && (heldSince === undefined || performance.now() - heldSince < holdMs)) {
    if (heldSince === undefined && (await holdsStore(url))) heldSince = performance.now();
    if (await bothHold(url, owner.url))
      violate(`two processes hold the directory of ${owner.part}: ${url}, ${owner.url}`);
    await delay(pollMs);
  }
  rival.child.kill('SIGKILL');
  await rival.exited;
  const reason = /is in use by/.test(rival.output()) ? 'refused' : `ended: ${rival.output().trim().slice(-200)}`;
  return `a second ${owner.part} on the directory of ${isKilled ? 'a killed' : 'a running'} one ${heldSince === undefined ? reason : 'took over'}`;
};

const rivalOf = (
  { part, env, clockFile }: PartProcess,
  { port, waitSeconds: seconds }: { readonly port: number; readonly waitSeconds: number },
) => ({
  part,
  clockFile: path.join(path.dirname(clockFile), 'clock-of-rivals'),
  env: {
    ...env,
    DATA_LOCK_SECONDS: String(seconds),
    [portVariableOf(part)]: String(port),
  },
});
