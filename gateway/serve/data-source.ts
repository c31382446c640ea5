import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { z } from 'zod';
import type { RawError, WireErrorCode } from '../../kit/graphql/wire-errors.ts';
import {
  serviceAuthorizationHeader,
  forwardedForHeader,
  type ServiceIdentity,
} from '../../kit/access/service-identity.ts';
import type { HttpClient, HttpResponse } from '../../kit/http/client.ts';
import { failedFields } from './failed-fields.ts';
import type { GatewayRequestContext } from './request-context.ts';

/** How a service is asked for its part of an answer. */
export interface DataSourceParts {
  readonly client: HttpClient;
  /** Where a service's endpoint is now; none if it is known to be away. */
  readonly urlOf: (name: string) => string | undefined;
  /** Hears of a service that gave nothing usable; resolves when it has been looked for again. */
  readonly failed: (name: string, why: string) => Promise<void>;
  readonly timeoutMs: number;
  /** Shows the services that it is the gateway that hands a request on. */
  readonly identity: Pick<ServiceIdentity, 'token'>;
}

type ProcessOptions = GraphQLDataSourceProcessOptions<GatewayRequestContext>;
type SubgraphResponse = Awaited<ReturnType<GraphQLDataSource<GatewayRequestContext>['process']>>;

/** What a service answered: a GraphQL answer, or why it is none. */
type SubgraphResult =
  | { readonly kind: 'answered'; readonly response: SubgraphResponse }
  | { readonly kind: 'failed'; readonly code: WireErrorCode; readonly why: string };

const graphqlError = z.object({
  message: z.string().default(''),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.unknown() }).optional(),
});
const graphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(graphqlError).optional(),
  /** How long each field took there, for the gateway alone: Apollo's own form, which it decodes. */
  extensions: z.object({ ftv1: z.string() }).optional().catch(undefined),
});

/**
 * Asks one service over pooled connections, wherever it lives when the request goes out. It never throws: what fails
 * becomes errors of the fields asked for, without a word about addresses.
 */
export function createDataSource(name: string, parts: DataSourceParts): GraphQLDataSource<GatewayRequestContext> {
  return {
    process: async (options) => {
      const outcome = await askTwice(name, options, parts);
      if (outcome.kind === 'answered') return outcome.response;
      const message = `The service "${name}" cannot answer at the moment.`;
      const errors = failedFields(options.request.query ?? '').map((path) => ({
        message,
        path,
        extensions: { code: outcome.code },
      }));
      return { data: null, errors };
    },
  };
}

/** A query to a service that moved is asked once more at its new address; a mutation may have been done, and is not. */
async function askTwice(name: string, options: ProcessOptions, parts: DataSourceParts): Promise<SubgraphResult> {
  const url = parts.urlOf(name);
  const outcome = await ask(url, options, parts);
  if (outcome.kind === 'answered' || outcome.code !== 'SERVICE_UNAVAILABLE') return outcome;
  await parts.failed(name, outcome.why);
  const now = parts.urlOf(name);
  const moved = now !== undefined && now !== url;
  return moved && isRead(options) ? ask(now, options, parts) : outcome;
}

function isRead({ request }: ProcessOptions): boolean {
  return !/^\s*(mutation|subscription)\b/.test(request.query ?? '');
}

async function ask(
  url: string | undefined,
  { request, context }: ProcessOptions,
  { client, timeoutMs, identity }: DataSourceParts,
): Promise<SubgraphResult> {
  if (url === undefined) return failed('SERVICE_UNAVAILABLE', 'it is not there');
  const { query, variables, operationName } = request;
  const answer = await client.request({
    method: 'POST',
    url,
    headers: { ...headersFor(context, await identity.token()), ...traceHeader(request) },
    body: JSON.stringify({ query, variables, operationName }),
    timeoutMs,
  });
  return answer.kind === 'away' ? failed('SERVICE_UNAVAILABLE', answer.reason) : understood(answer, context);
}

const asksForTrace = 'apollo-federation-include-trace';

/** The gateway asks for a trace where usage is reported. */
function traceHeader({ http }: ProcessOptions['request']): Record<string, string> {
  const asked = http?.headers.get(asksForTrace);
  return typeof asked === 'string' ? { [asksForTrace]: asked } : {};
}

function headersFor(context: ProcessOptions['context'], token: string): Record<string, string> {
  const { requestId, authorization, idempotencyKey, address } = context as Partial<GatewayRequestContext>;
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
    ...(typeof requestId === 'string' && { 'x-request-id': requestId }),
    ...(typeof authorization === 'string' && { authorization }),
    ...(typeof idempotencyKey === 'string' && { 'idempotency-key': idempotencyKey }),
    ...(typeof address === 'string' && { [serviceAuthorizationHeader]: token, [forwardedForHeader]: address }),
  };
}

/** A GraphQL answer counts, whatever its status; of any other the status says what is wrong. */
function understood(answer: HttpResponse, context: ProcessOptions['context']): SubgraphResult {
  const challenge = answer.headers['www-authenticate'];
  if (answer.status === 401 && typeof challenge === 'string') context['challenge'] = challenge;
  const parsed = graphqlAnswer.safeParse(answer.json());
  const { data, errors, extensions } = parsed.data ?? {};
  if (errors?.some(notUnderstood))
    return failed('SERVICE_UNAVAILABLE', `it does not understand its part: ${errors[0]?.message}`);
  if (data !== undefined || errors !== undefined) {
    const told = { ...(errors && { errors: errors.map(plain) }), ...(extensions && { extensions }) };
    return { kind: 'answered', response: { data: data ?? null, ...told } };
  }
  return failed(
    codesByStatus[answer.status] ?? 'SERVICE_UNAVAILABLE',
    `it answers ${answer.status}, which is no GraphQL answer`,
  );
}

const codesByStatus: Readonly<Record<number, WireErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  429: 'TOO_MANY_REQUESTS',
};

/** The gateway wrote the document, so a service that finds it wrong has another schema than it had. */
function notUnderstood({ extensions }: RawError): boolean {
  const code = extensions?.['code'];
  return code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED';
}

/** Only what a client may see: of the extensions the code, since others can tell of the inside or set the status. */
function plain({ message, path, extensions }: z.infer<typeof graphqlError>): {
  message: string;
  extensions: { code?: unknown };
} {
  return { message, ...(path && { path }), extensions: { ...(extensions && { code: extensions.code }) } };
}

function failed(code: WireErrorCode, why: string): SubgraphResult {
  return { kind: 'failed', code, why };
}
