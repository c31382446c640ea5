import fc from 'fast-check';
import type { FuzzResult, FuzzRequest } from './response.ts';
import { retryAfterOf, parseJson, findFault } from './check-response.ts';
import type { ObservedDocuments } from './observed-values.ts';
import type { FuzzOptions } from './options.ts';
import { halRequestPlans, type HalRequestPlan } from './request-plan.ts';
import type { FuzzRoute } from './routes.ts';
import { sampleValues } from './sample.ts';
import { sendOverSocket } from './raw-socket.ts';
import { standardFormat, wireFormats, type WireFormat } from './wire-formats.ts';
import type { FuzzExchange, FuzzContext } from './run-requests.ts';
import { authorizationHeader } from './fuzzed-system.ts';

/** A planned request with its format on a raw socket; undefined sends it with the HTTP client. */
export interface HalFuzzCase {
  readonly plan: HalRequestPlan;
  readonly wireFormat: WireFormat | undefined;
}

/** Generates the requests of a run; the same seed gives the same requests. */
export function generateHalCases(routes: readonly FuzzRoute[], options: FuzzOptions): Iterable<HalFuzzCase> {
  const anyWireFormat = fc.constantFrom(...wireFormats);
  const wireFormat = fc.oneof(
    { weight: 11, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: anyWireFormat },
  );
  return sampleValues(fc.record({ plan: halRequestPlans(routes), wireFormat }), options);
}

async function buildRequest({ plan }: HalFuzzCase, { system, observed }: FuzzContext): Promise<FuzzRequest> {
  const { origin, method, body } = plan;
  const path = observed.fillPlaceholders(plan.path, plan.path);
  const headers = plan.headers.map(([name, text]) => [name, observed.fillPlaceholders(text, path)] as const);
  return {
    origin,
    method,
    path,
    headers: [...(await authorizationHeader(plan, system)), ...headers],
    body: typeof body === 'string' ? observed.fillPlaceholders(body, path) : body,
  };
}

function updateObserved({ method, path }: FuzzRequest, result: FuzzResult, observed: ObservedDocuments): void {
  const { status, text } = result.kind === 'response' ? result.response : { status: 500, text: '' };
  if (status === 404 || (method === 'DELETE' && status === 200)) observed.forget(path);
  else if (status < 300) observed.observe(parseJson(text));
}

/** Sends a request, and records the documents in its response. */
export async function sendHalCase(halCase: HalFuzzCase, context: FuzzContext): Promise<FuzzExchange> {
  const { plan, wireFormat } = halCase;
  const request = await buildRequest(halCase, context);
  const result = await (wireFormat === undefined ? context.client.send(request) : sendOverSocket(request, wireFormat));
  updateObserved(request, result, context.observed);
  const isUnaltered = wireFormat === undefined || wireFormat === standardFormat;
  const { method, api, isNonexistent } = plan;
  const fault = findFault(result, { method, path: request.path, api, isNonexistent: isNonexistent && isUnaltered });
  return { request, result, fault, retryAfterSeconds: retryAfterOf(result) };
}
