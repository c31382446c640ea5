import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { InternalApi, ReferenceState } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import { coalesce } from '../util/coalesce.ts';
import { memoize } from '../util/memoize.ts';
import { describeCaller } from './caller-shape.ts';
import type { RemoteSettings } from './requests.ts';
import { createRemoteCaller } from './requests.ts';

/** Asks other services in this service's own name; made once, so that questions of many requests travel together. */
export interface InternalApiClient {
  /** The questions of one request. */
  forCaller(behalfOf: Caller): InternalApi;
}

/** Most questions of one request to a peer. */
const mostQuestions = 200;

const standingShape = z.object({
  leaving: z.boolean(),
  current: z.record(z.string(), z.unknown()),
  next: z.record(z.string(), z.unknown()).optional(),
});
const standingsShape = z.object({ standings: z.array(standingShape.nullable()) });
const referringShape = z.object({
  settled: z.number().int(),
  visible: z.number().int(),
  pending: z.number().int(),
});
const referrersShape = z.object({ settled: z.array(z.string()), coming: z.array(z.string()) });

/** What is posted to a peer, and where below its collection. */
interface InternalCall {
  readonly path: string;
  readonly body: unknown;
}

interface StateQuestion {
  readonly id: string;
  readonly caller?: Caller;
}
type StateOutcome = Outcome<ReferenceState | undefined>;

export function createInternalApiClient(settings: RemoteSettings, token: () => Promise<string>): InternalApiClient {
  async function post<T>(resource: string, { path, body }: InternalCall, shape: z.ZodType<T>): Promise<Outcome<T>> {
    const caller = createRemoteCaller(settings, { authorization: `Bearer ${await token()}` });
    const answer = await caller.call(resource, { method: 'POST', path: `/_${path}`, body, repeatable: true });
    if (!answer.ok) return answer;
    const parsed = shape.safeParse(answer.value.json());
    return parsed.success
      ? succeed(parsed.data)
      : fail(unavailable(`the service of the ${resource} resource does not answer as it should`));
  }

  async function askStanding(resource: string, questions: readonly StateQuestion[]): Promise<readonly StateOutcome[]> {
    const answer = await post(resource, { path: 'standing', body: { questions } }, standingsShape);
    if (!answer.ok) return questions.map(() => answer);
    return questions.map((_, index) => {
      const found = answer.value.standings[index] ?? undefined;
      return succeed(found === undefined ? undefined : { ...found, next: found.next });
    });
  }

  /** The questions about one resource travel together. */
  const standingOf = memoize(
    (resource: string) =>
      coalesce<StateQuestion, StateOutcome>((questions) => askStanding(resource, questions), mostQuestions),
    new Map(),
  );

  return {
    forCaller: (behalfOf) => ({
      referenceState: (resource, id, as) =>
        standingOf(resource)(as === 'caller' ? { id, caller: describeCaller(behalfOf) } : { id }),
      countReferrers: (resource, reference) =>
        post(resource, { path: 'referring', body: { ...reference, caller: describeCaller(behalfOf) } }, referringShape),
      findReferrers: (resource, page) => post(resource, { path: 'referrers', body: page }, referrersShape),
      invoke: (resource, operation, input) => post(resource, { path: operation, body: input }, z.unknown()),
    }),
  };
}
