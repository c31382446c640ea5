import type { Cluster } from '../cluster.ts';
import type { Random } from '../random.ts';
import type { Intruder } from '../intruder/intruder.ts';

/** What a fault works on. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly intruder: Intruder;
  readonly random: Random;
  /** Records that the system did what it must never do. */
  readonly violate: (violation: string) => void;
}

/** Injects a fault, and ends it. Returns what was done, to whom. */
export type Fault = (context: FaultContext) => Promise<string>;
