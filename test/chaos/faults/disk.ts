import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { diskSize, type Cluster } from '../cluster.ts';
import type { Mount } from '../../support/mounts.ts';
import type { Fault } from './fault.ts';

/** Makes a file system as small as what is on it. It may grow meanwhile, so that this takes several attempts. */
async function fill({ directory, remount }: Mount): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { blocks, bfree, bsize } = await statfs(directory);
    try {
      remount(`size=${(blocks - bfree) * bsize}`);
      return;
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
}

async function readOnlyParts({ parts }: Cluster): Promise<readonly string[]> {
  const states = await Promise.all(
    parts.map(async ({ part, url }) => {
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      const text = await response?.text().catch(() => '');
      return text?.includes('"read-only"') === true ? part : undefined;
    }),
  );
  return states.flatMap((part) => part ?? []);
}

/** Fills the disk that the embedded stores of all parts are on, and makes space again. */
export const fillDisk: Fault = async ({ cluster, random }) => {
  const { disk } = cluster;
  if (disk === undefined) throw new Error('expected a disk');
  const ms = 2000 + random.under(4000);
  await fill(disk);
  await delay(ms);
  const readOnly = await readOnlyParts(cluster);
  disk.remount(`size=${diskSize}`);
  return `the disk full for ${(ms / 1000).toFixed(1)} s (read-only: ${readOnly.join(', ') || 'none'})`;
};
