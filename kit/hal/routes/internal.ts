import { z } from 'zod';
import { toOneRelations } from '../../resource/definition/relations.ts';
import { callerShape } from '../../remote/caller-shape.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed } from '../../resource/common-problems.ts';
import { ok, requireBody, type ResourceRequest, type RouteTable } from '../request.ts';
import { type ResourceInternalApi } from '../../resource/resource.ts';
import { json } from '../media-types.ts';

const standingInput = z.object({
  questions: z.array(z.object({ id: z.string(), caller: callerShape.optional() })).max(1000),
});
/** One of the relations by which documents of the resource refer to others: a store is asked by its name. */
const relationOf = ({ service }: ResourceRequest) => {
  const names = toOneRelations(service.resource.definition).map(([name]) => name);
  return z.string().refine((name) => names.includes(name), 'is no relation by which one refers to others here');
};
const referringInput = z.object({ ids: z.array(z.string()).max(1000), caller: callerShape });
const referrersInput = z.object({
  id: z.string(),
  after: z.string(),
  limit: z.number().int().min(1).max(1000),
});

/** What an internal operation takes, and how it answers. */
interface OperationParts<T> {
  readonly shape: (exchange: ResourceRequest) => z.ZodType<T>;
  readonly run: (inquiries: ResourceInternalApi, input: T) => Promise<Outcome<unknown>>;
}

/** The route of an internal operation: `POST {collection}/_{name}`. */
const operationRoute = <T>(path: string, { shape, run }: OperationParts<T>): RouteTable[number] => [
  path,
  {
    POST: async (exchange, body) => {
      const { service, context } = exchange;
      const inquiries = service.resource.internalApi(context);
      if (!inquiries.ok) return inquiries;
      const given = requireBody(body);
      if (!given.ok) return given;
      const parsed = shape(exchange).safeParse(given.value);
      if (!parsed.success) return fail(malformed(z.prettifyError(parsed.error)));
      const answered = await run(inquiries.value, parsed.data);
      return answered.ok ? ok(answered.value) : answered;
    },
  },
  json,
];

/** `POST {collection}/_{operation}`: what services ask each other, to keep the rules that span them. */
export const internalRoutes = (collection: string, operations: readonly string[]): RouteTable => [
  operationRoute(`${collection}/_standing`, {
    shape: () => standingInput,
    run: async (inquiries, { questions }) => {
      const asked = questions.map(({ id, caller }) => (caller === undefined ? { id } : { id, caller }));
      const standings = await inquiries.referenceStates(asked);
      return succeed({ standings: standings.map((each) => each ?? null) });
    },
  }),
  operationRoute(`${collection}/_referring`, {
    shape: (exchange) => referringInput.extend({ relation: relationOf(exchange) }),
    run: async (inquiries, input) => succeed(await inquiries.countReferrers(input)),
  }),
  operationRoute(`${collection}/_referrers`, {
    shape: (exchange) => referrersInput.extend({ relation: relationOf(exchange) }),
    run: async (inquiries, input) => succeed(await inquiries.findReferrers(input)),
  }),
  ...operations.map((name) =>
    operationRoute(`${collection}/_${name}`, {
      shape: () => z.unknown(),
      run: (inquiries, input) => inquiries.invoke(name, input),
    }),
  ),
];
