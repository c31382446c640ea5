import type { FuzzRequest } from '../response.ts';
import { parseJson } from '../check-response.ts';
import type { ObservedDocuments } from '../observed-values.ts';
import type { FuzzOptions } from '../options.ts';
import { sampleValues } from '../sample.ts';
import type { FuzzExchange, FuzzContext } from '../run-requests.ts';
import { authorizationHeader } from '../fuzzed-system.ts';
import { graphqlRetryAfter, validityOf, findGraphqlFault } from './check-response.ts';
import { graphqlRequestPlans, type GraphqlRequestPlan } from './request-plan.ts';
import { resourceOfType, type GraphTarget } from './schema.ts';

/** Generates the requests of a run; the same seed gives the same requests. */
export const generateGraphqlRequests = (
  targets: readonly GraphTarget[],
  options: FuzzOptions,
): Iterable<GraphqlRequestPlan> => sampleValues(graphqlRequestPlans(targets), options);

/** Records the documents and cursors in the data of a response. */
function observe(value: unknown, observed: ObservedDocuments): void {
  if (Array.isArray(value)) for (const item of value as unknown[]) observe(item, observed);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { __typename: type, id, etag, endCursor } = value as Readonly<Record<string, unknown>>;
  if (typeof type === 'string' && typeof id === 'string')
    observed.record(resourceOfType(type), id, typeof etag === 'string' ? etag : undefined);
  if (typeof endCursor === 'string') observed.record('cursor', endCursor);
  for (const member of Object.values(value)) observe(member, observed);
}

async function buildRequest(plan: GraphqlRequestPlan, { system, observed }: FuzzContext): Promise<FuzzRequest> {
  const { credentials, target } = plan;
  const { origin } = target;
  return {
    origin,
    method: plan.method,
    path: observed.fillPlaceholders(plan.path, ''),
    headers: [...(await authorizationHeader({ credentials, origin }, system)), ...plan.headers],
    body: plan.body === undefined ? undefined : observed.fillPlaceholders(plan.body, ''),
  };
}

/** Sends a request, and records the documents in its response. */
export async function sendGraphqlRequest(plan: GraphqlRequestPlan, context: FuzzContext): Promise<FuzzExchange> {
  const request = await buildRequest(plan, context);
  const result = await context.client.send(request);
  if (result.kind === 'response') observe(parseJson(result.response.text), context.observed);
  const validity = validityOf(plan.document, plan.target.schema);
  return {
    request,
    result,
    fault: findGraphqlFault(result, { method: plan.method, validity }),
    retryAfterSeconds: graphqlRetryAfter(result),
  };
}
