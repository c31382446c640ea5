import { z } from 'zod';
import { startIsolatedProcess } from '../isolated-process.ts';
import type { QueryPlan } from './plan-store.ts';

/** A valid document with one operation, which is planned. */
export interface PlanRequest {
  readonly document: string;
}

/** The limits of a planning process. */
export interface PlanningProcessSettings {
  /** The time limit of one plan, in milliseconds. */
  readonly timeoutMs: number;
  /** The maximum size of the process's heap, in MiB. */
  readonly memoryMb: number;
}

/** The result of planning one operation. */
export type PlanResult =
  | { readonly kind: 'planned'; readonly plan: QueryPlan }
  /** The planner threw an error. */
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly code?: string | undefined;
      readonly stack?: string | undefined;
    }
  /** The operation took more time or memory than allowed, so the process has ended. */
  | { readonly kind: 'limited'; readonly reason: string }
  /** The process has ended for another reason. */
  | { readonly kind: 'ended'; readonly reason: string };

/** A process that plans operations for one supergraph. */
export interface PlanningProcess {
  /** Plans an operation; the result of the previous one must have arrived. Never rejects. */
  plan(request: PlanRequest): Promise<PlanResult>;
  /** Whether it has not ended. */
  isAlive(): boolean;
  /** Ends the process, also while it plans. Idempotent. */
  close(): Promise<void>;
}

const isQueryPlan = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'QueryPlan';

const messageShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('planned'), plan: z.custom<QueryPlan>(isQueryPlan), ms: z.number() }),
  z.object({
    kind: z.literal('failed'),
    message: z.string(),
    code: z.string().optional(),
    stack: z.string().optional(),
  }),
]);

/** The time limit of the process's start, in milliseconds. It loads the planner and builds the supergraph. */
const startTimeoutMs = 60_000;

const script = new URL('./worker.mjs', import.meta.url);

/** Starts a planning process. It does not keep this one alive. */
export function startPlanningProcess(supergraphSdl: string, settings: PlanningProcessSettings): PlanningProcess {
  const { memoryMb } = settings;
  let [isAlive, isReady] = [true, false];
  let pending: ((result: PlanResult) => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const settle = (result: PlanResult): void => {
    clearTimeout(timer);
    pending?.(result);
    pending = undefined;
  };
  const end = async (result: PlanResult): Promise<void> => {
    isAlive = false;
    settle(result);
    await process.end();
  };
  const startTimer = (): void => {
    const ms = isReady ? settings.timeoutMs : startTimeoutMs;
    clearTimeout(timer);
    timer = setTimeout(() => void end(exceeded(`${ms} ms`, isReady)), ms).unref();
  };
  const onMessage = (value: unknown): void => {
    const message = messageShape.parse(value);
    // This process can be too busy to notice the end of the time before the plan is there.
    if (message.kind === 'planned' && message.ms > settings.timeoutMs)
      return void end(exceeded(`${settings.timeoutMs} ms`, isReady));
    if (message.kind !== 'ready') return settle(message);
    isReady = true;
    if (pending) startTimer();
  };
  const process = startIsolatedProcess(script, {
    memoryMb,
    onMessage,
    onEnd: ({ reason, isOutOfMemory }) =>
      void end(isOutOfMemory ? exceeded(`${memoryMb} MiB`, isReady) : ended(`the planner failed: ${reason}`)),
  });
  process.send({ supergraphSdl });
  const plan: PlanningProcess['plan'] = (request) =>
    new Promise((resolve) => {
      pending = resolve;
      startTimer();
      process.send(request);
    });
  return { plan, isAlive: () => isAlive, close: () => end(ended('the planning process was closed')) };
}

const ended = (reason: string): PlanResult => ({ kind: 'ended', reason });

/** Returns the result of exceeding a limit, which is the operation's fault only if the process had started. */
const exceeded = (limit: string, isReady: boolean): PlanResult =>
  isReady
    ? { kind: 'limited', reason: `it takes more than ${limit}` }
    : ended(`the start of the planning process takes more than ${limit}`);
