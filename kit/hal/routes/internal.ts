import { z } from 'zod';
import { relationsOf } from '../../resource/definition/relations.ts';
import { callerShape, onBehalfShape } from '../../remote/caller-shape.ts';
import { creationShape, describeCreation } from '../../remote/creation.ts';
import { nameShape } from '../../remote/name-shape.ts';
import { parseInternalInput } from '../../resource/parse-internal-input.ts';
import { succeed, type Outcome } from '../../resource/problems.ts';
import { ok, requireBody, type ResourceRequest, type Route, type RouteTable } from '../request.ts';
import { type ResourceInternalApi } from '../../resource/resource.ts';
import type { ServiceContext } from '../../resource/service-context.ts';
import { json } from '../media-types.ts';

const referrers = z
  .array(
    z.object({
      resource: nameShape,
      relation: nameShape,
      inverse: nameShape.optional(),
      plural: nameShape.optional(),
      onRemoval: z.enum(['restrict', 'cascade']),
    }),
  )
  .max(100);
const standingInput = z.object({
  questions: z.array(z.object({ id: z.string(), caller: callerShape.optional() })).max(1000),
  referrers: referrers.default([]),
});
/** Allows only the resource's to-one relations: the name becomes a field name in a store query. */
const relationSchema = ({ service }: ResourceRequest) => {
  const names = relationsOf(service.resource.definition).map(([name]) => name);
  return z
    .string()
    .refine((name) => names.includes(name), `must be a relation of the resource: ${names.join(', ') || 'none'}`);
};
const referencedIds = z.array(z.string()).max(1000);
const referringInput = z.object({ relation: nameShape, ids: referencedIds, caller: callerShape });
const removalInput = onBehalfShape.extend({ ids: referencedIds });
const referrersInput = z.object({
  id: z.string(),
  after: z.string(),
  limit: z.number().int().min(1).max(1000),
});

/** The input schema of an internal operation, and its implementation. */
interface OperationParts<T> {
  readonly schema: (request: ResourceRequest) => z.ZodType<T>;
  readonly run: (internalApi: ResourceInternalApi, input: T, service: ServiceContext) => Promise<Outcome<unknown>>;
}

/** Creates the route of an internal operation: `POST {collection}/_{name}`. */
function operationRoute<T>(path: string, { schema, run }: OperationParts<T>): RouteTable[number] {
  const operate: Route = async (request, body) => {
    const { service, context } = request;
    const internalApi = service.resource.internalApi(context);
    if (!internalApi.ok) return internalApi;
    const input = requireBody(body);
    if (!input.ok) return input;
    const parsed = parseInternalInput(schema(request), input.value);
    if (!parsed.ok) return parsed;
    const outcome = await run(internalApi.value, parsed.value, service);
    return outcome.ok ? ok(outcome.value) : outcome;
  };
  return [path, { POST: Object.assign(operate, { isInternal: true }) }, json];
}

/** Creates `POST {collection}/_{operation}`: the operations with which services enforce rules that span them. */
export const internalRoutes = (collection: string, operations: readonly string[]): RouteTable => [
  operationRoute(`${collection}/_standing`, {
    schema: () => standingInput,
    run: async (internalApi, { questions, referrers }) => {
      await internalApi.remember(referrers);
      const queries = questions.map(({ id, caller }) => (caller === undefined ? { id } : { id, caller }));
      const states = await internalApi.referenceStates(queries);
      return succeed({ standings: states.map((state) => state ?? null) });
    },
  }),
  operationRoute(`${collection}/_announce`, {
    schema: () => z.object({ referrers }),
    run: async (internalApi, input) => succeed(await internalApi.remember(input.referrers)),
  }),
  operationRoute(`${collection}/_retire`, {
    schema: () => z.object({ service: z.string().min(1).max(100) }),
    run: async (internalApi, { service }) => {
      const retired = await internalApi.retire(service);
      return succeed({ retired, services: await internalApi.referringServices() });
    },
  }),
  operationRoute(`${collection}/_referring`, {
    schema: () => referringInput,
    run: async (internalApi, input) => succeed(await internalApi.countReferrers(input)),
  }),
  operationRoute(`${collection}/_referrers`, {
    schema: (request) => referrersInput.extend({ relation: relationSchema(request) }),
    run: async (internalApi, input) => succeed(await internalApi.findReferrers(input)),
  }),
  operationRoute(`${collection}/_create`, {
    schema: () => z.object({ creations: z.array(creationShape).max(1000) }),
    run: async (internalApi, { creations }, service) => {
      const outcomes = creations.map(async (creation) => {
        const { caller, authorization, requestId, ...values } = creation;
        const context = service.contextFor(caller, { authorization, requestId });
        const outcome = await internalApi.create(values, context);
        service.log.debug({ requestId, ok: outcome.ok }, 'a document was requested by another service');
        return describeCreation(outcome);
      });
      return succeed({ outcomes: await Promise.all(outcomes) });
    },
  }),
  operationRoute(`${collection}/_remove`, {
    schema: (request) => removalInput.extend({ relation: relationSchema(request) }),
    run: async (internalApi, { caller, authorization, requestId, ...query }, service) => {
      const context = service.contextFor(caller, { authorization, requestId });
      const removed = await internalApi.removeReferrers(query, context);
      service.log.debug({ requestId, ok: removed.ok }, 'the removal of documents was requested by another service');
      return removed.ok ? succeed({ removed: removed.value }) : removed;
    },
  }),
  ...operations.map((name) =>
    operationRoute(`${collection}/_${name}`, {
      schema: () => z.unknown(),
      run: (internalApi, input) => internalApi.invoke(name, input),
    }),
  ),
];
