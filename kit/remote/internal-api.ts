import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Inquiries, Standing } from '../resource/remote-resources.ts';
import { fail, succeed, type Outcome } from '../resource/problems.ts';
import { unavailable } from '../resource/common-problems.ts';
import { coalescing } from '../util/coalesce.ts';
import { memoize } from '../util/memoize.ts';
import { describeCaller } from './caller-shape.ts';
import type { PeersSettings } from './requests.ts';
import { createCaller } from './requests.ts';

/** Asks other services in this service's own name; made once, so that questions of many requests travel together. */
export interface Inquirer {
  /** The questions of one request. */
  on(behalfOf: Caller): Inquiries;
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
interface Asked {
  readonly path: string;
  readonly body: unknown;
}

interface Question {
  readonly id: string;
  readonly caller?: Caller;
}
type Found = Outcome<Standing | undefined>;

export function createInquirer(settings: PeersSettings, token: () => Promise<string>): Inquirer {
  async function post<T>(resource: string, { path, body }: Asked, shape: z.ZodType<T>): Promise<Outcome<T>> {
    const caller = createCaller(settings, { authorization: `Bearer ${await token()}` });
    const answer = await caller.call(resource, { method: 'POST', path: `/_${path}`, body, repeatable: true });
    if (!answer.ok) return answer;
    const parsed = shape.safeParse(answer.value.json());
    return parsed.success
      ? succeed(parsed.data)
      : fail(unavailable(`the service of the ${resource} resource does not answer as it should`));
  }

  async function askStanding(resource: string, questions: readonly Question[]): Promise<readonly Found[]> {
    const answer = await post(resource, { path: 'standing', body: { questions } }, standingsShape);
    if (!answer.ok) return questions.map(() => answer);
    return questions.map((_, index) => {
      const found = answer.value.standings[index] ?? undefined;
      return succeed(found === undefined ? undefined : { ...found, next: found.next });
    });
  }

  /** The questions about one resource travel together. */
  const standingOf = memoize(
    (resource: string) => coalescing<Question, Found>((questions) => askStanding(resource, questions), mostQuestions),
    new Map(),
  );

  return {
    on: (behalfOf) => ({
      standing: (resource, id, as) =>
        standingOf(resource)(as === 'caller' ? { id, caller: describeCaller(behalfOf) } : { id }),
      referring: (resource, reference) =>
        post(resource, { path: 'referring', body: { ...reference, caller: describeCaller(behalfOf) } }, referringShape),
      referrers: (resource, page) => post(resource, { path: 'referrers', body: page }, referrersShape),
      ask: (resource, operation, input) => post(resource, { path: operation, body: input }, z.unknown()),
    }),
  };
}
