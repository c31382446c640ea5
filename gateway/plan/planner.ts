import { abortable } from '../../kit/util/abortable.ts';
import { createCurrentProcess, type CurrentProcess } from './current-process.ts';
import type { PlanStore, QueryPlan } from './plan-store.ts';
import { planningError, PlanningUnavailableError } from './planning-errors.ts';
import type { PlanningProcessSettings } from './planning-process.ts';

export interface PlannerSettings extends PlanningProcessSettings {
  /** The maximum number of operations that wait while another is planned. */
  readonly maxWaiting: number;
}

/** Plans operations in a process of its own, one after the other. */
export interface Planner {
  /** Sets the supergraph. Operations that wait, and the one that is being planned, are planned for the new one. */
  use(supergraphSdl: string): void;
  /**
   * Plans the operation of a valid document and puts the plan into the store. Requests with the same document wait for
   * the same plan.
   *
   * @throws GraphQLError `TOO_COSTLY` if it exceeds a limit of the process, `SERVICE_UNAVAILABLE` if too many wait
   * @throws the signal's reason if it is aborted first; an operation that nobody waits for any more is not planned
   */
  plan(document: string, signal?: AbortSignal): Promise<QueryPlan>;
  /** Ends the process. Operations that wait are rejected. Idempotent. */
  close(): Promise<void>;
}

/** An operation that is not planned yet. */
interface Job {
  readonly planned: Promise<QueryPlan>;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
  /** The number of requests that wait for its plan. */
  requests: number;
}

/** The jobs by their documents, in their order. The first one is being planned. */
type Jobs = Map<string, Job>;

/** Creates a planner. Its process is started for the first operation. */
export function createPlanner(settings: PlannerSettings, plans: Pick<PlanStore, 'keep'>): Planner {
  const jobs: Jobs = new Map();
  const process = createCurrentProcess(settings);
  let isClosed = false;
  const add = (document: string): Job => {
    if (isClosed) throw new PlanningUnavailableError('the gateway is stopping');
    if (jobs.size > settings.maxWaiting) throw new PlanningUnavailableError('too many operations wait for a plan');
    const job = createJob();
    jobs.set(document, job);
    if (jobs.size === 1) void workOff(jobs, process, plans);
    return job;
  };
  return {
    use: (supergraphSdl) => process.use(supergraphSdl),
    plan: async (document, signal) => {
      const job = jobs.get(document) ?? add(document);
      job.requests++;
      try {
        return await abortable(job.planned, signal);
      } finally {
        if (--job.requests === 0) giveUp(jobs, document, job);
      }
    },
    close: () => {
      isClosed = true;
      for (const job of jobs.values()) job.reject(new PlanningUnavailableError('the gateway is stopping'));
      jobs.clear();
      return process.close();
    },
  };
}

function createJob(): Job {
  let settle: Pick<Job, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
  const planned = new Promise<QueryPlan>((resolve, reject) => (settle = { resolve, reject }));
  return { planned, requests: 0, ...settle };
}

/** Does all jobs. When the supergraph has changed during one, it does that again. */
async function workOff(jobs: Jobs, process: CurrentProcess, plans: Pick<PlanStore, 'keep'>): Promise<void> {
  for (let [first] = jobs; first !== undefined; [first] = jobs) {
    const [document, job] = first;
    const used = process.open();
    const result = await used.plan({ document });
    // From here on nothing waits, so that the supergraph cannot change before the plan is kept.
    const isCurrent = process.isCurrent(used);
    if (!isCurrent && job.requests > 0) continue;
    jobs.delete(document);
    if (result.kind !== 'planned') job.reject(planningError(result));
    else {
      if (isCurrent) plans.keep(document, result.plan);
      job.resolve(result.plan);
    }
  }
}

/** Removes a job that nobody waits for, unless it is being planned: its plan may be needed later. */
function giveUp(jobs: Jobs, document: string, job: Job): void {
  const [first] = jobs.values();
  if (job !== first && jobs.get(document) === job) jobs.delete(document);
}
