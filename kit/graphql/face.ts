import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { defaultRootPassword, isRateLimited, rateLimitKey, rootName } from '../access/caller.ts';
import { challengesOf, type ChallengeSettings } from '../access/challenges.ts';
import type { ServiceContext } from '../resource/service-context.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { OpenStreams } from '../resource/streams/open-streams.ts';
import { tokenFaultOf } from '../resource/common-problems.ts';
import { retryAfterSeconds } from '../resource/problems.ts';
import type { RequestHead } from '../http/forwarded.ts';
import type { LoadMonitor } from '../http/load-monitor.ts';
import type { RateLimit, RateLimitSettings } from '../http/rate-limit.ts';
import { parseIdempotencyKey } from '../http/idempotency-key.ts';
import { precedingMutationsHeader, type IdempotencyHeaders } from './idempotency-keys.ts';
import { createGraphqlContext, type GraphqlContext } from './request-context.ts';
import { createDocumentStore } from './document-store.ts';
import { challengeSetter } from './complete-errors.ts';
import { errorCodeOf } from './errors.ts';
import type { GraphqlLimits } from './limits/limits.ts';
import { graphqlEndpoint } from './http/endpoint.ts';
import { executeRequest } from './http/execute-request.ts';
import { documentLimit } from './http/document-limit.ts';
import { requireDocuments } from './http/persisted-documents.ts';
import { shedLoad } from './http/load-shedding.ts';
import { countMoreOf, rateLimitHandler, type RateLimitSubjectOf } from './http/rate-limit.ts';
import { sendErrorResponse } from './http/error-response.ts';
import { streamsOf } from './http/stream-format.ts';
import { noPlayground, playground } from './playground/playground.ts';
import { exampleOperationsOf } from './playground/example-operations.ts';
import { tabHeaders, anonymousTabHeaders } from './playground/example-tab.ts';
import { createSubgraphServer } from './server.ts';
import { streamHandler } from './subscriptions/stream-handler.ts';
import { subgraphSdl } from './sdl/subgraph.ts';
import type { ApolloStudioSettings } from './apollo-studio.ts';

export interface GraphqlFaceSettings extends ChallengeSettings {
  readonly service: ServiceContext;
  /** The administrator's password. The playground signs in with it only if it is the default one. */
  readonly rootPassword: string;
  /** Whether introspection is enabled. */
  readonly introspection: boolean;
  /** Whether the playground is enabled. */
  readonly playground: boolean;
  /** Maximum bytes of a request body; a larger one is rejected with 413. */
  readonly maxBodyBytes: number;
  readonly graphqlLimits: GraphqlLimits;
  readonly studio: ApolloStudioSettings | undefined;
  readonly rateLimit: RateLimit;
  readonly rate: Pick<RateLimitSettings, 'loopback' | 'ipv6Prefix'>;
  /** Bytes of new documents of one caller in ten seconds. */
  readonly newDocumentBytes: number;
  /** The characters of the documents that are kept. */
  readonly documentCacheLength: number;
  readonly load: LoadMonitor;
  /** The streams of changes that are open at the service: its subscriptions, and others. */
  readonly streams: OpenStreams;
  /** Returns the client address to count a request against; undefined if a gateway forwarded and counted it. */
  countedAddress(head: RequestHead): Promise<string | undefined>;
}

/** The GraphQL face of a service: a federation subgraph at `/graphql`. */
export interface GraphqlFace {
  /** The SDL of the subgraph. */
  readonly sdl: string;
  readonly router: Router;
  close(): Promise<void>;
}

/** Authenticates the caller before anything is executed, and rejects invalid credentials. */
const authenticate =
  ({ service, ...settings }: GraphqlFaceSettings): RequestHandler =>
  async (request, response, next) => {
    const authenticated = await service.authenticate(request);
    if (authenticated.ok) {
      response.locals['context'] = authenticated.value;
      return next();
    }
    const { problem } = authenticated;
    const code = errorCodeOf(problem);
    const challenges = () => challengesOf(settings, tokenFaultOf(problem));
    const retryAfter = retryAfterSeconds(problem);
    const headers = {
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': challenges() } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    };
    sendErrorResponse(response, { code, message: problem.detail, headers });
  };

/** Parses the headers that identify the mutations of a request. */
const readIdempotencyHeaders: RequestHandler = (request, response, next) => {
  const parsed = parseIdempotencyKey(request.get('idempotency-key'));
  if ('fault' in parsed) return sendErrorResponse(response, { code: 'BAD_USER_INPUT', message: parsed.fault });
  const precedingMutations = request.get(precedingMutationsHeader);
  response.locals['idempotency'] = { key: parsed.key, precedingMutations } satisfies IdempotencyHeaders;
  next();
};

/** Returns whom to count an authenticated request against. */
const rateLimitSubjectOf =
  ({ countedAddress }: GraphqlFaceSettings): RateLimitSubjectOf =>
  async (request, { locals }) => {
    const { caller } = locals['context'] as OperationContext;
    const address = isRateLimited(caller) ? await countedAddress(request) : undefined;
    return address === undefined ? undefined : { caller: rateLimitKey(caller), address };
  };

/** Returns what creates the contexts of an authenticated request. */
const createContexts =
  ({ service, countedAddress }: GraphqlFaceSettings) =>
  async (request: Request, response: Response): Promise<() => GraphqlContext> => {
    const { locals } = response;
    const metadata = {
      requestId: String(locals['requestId']),
      isForwarded: (await countedAddress(request)) === undefined,
      idempotency: locals['idempotency'] as IdempotencyHeaders,
      setChallenges: challengeSetter(response),
      countMore: countMoreOf(response),
    };
    return () => createGraphqlContext(service, locals['context'] as OperationContext, metadata);
  };

/** Lets requests whose clients accept streams be handled by `stream`. */
const orStream =
  (handler: RequestHandler, stream: RequestHandler): RequestHandler =>
  (request, response, next) =>
    (streamsOf(response).length > 0 ? stream : handler)(request, response, next);

const defaultTabHeaders = ({ rootPassword }: GraphqlFaceSettings): string =>
  rootPassword === defaultRootPassword
    ? tabHeaders('You are signed in as root, with the default password.', `Basic ${rootName}:${defaultRootPassword}`)
    : anonymousTabHeaders;

const pageOf = (settings: GraphqlFaceSettings): RequestHandler =>
  playground({
    title: `${settings.service.name} subgraph`,
    tabs: exampleOperationsOf(settings.service.resource.definition),
    headers: defaultTabHeaders(settings),
    introspection: settings.introspection,
  });

/** Derives the GraphQL face from a service's resource, and starts it. */
export async function openGraphqlFace(settings: GraphqlFaceSettings): Promise<GraphqlFace> {
  const { service, maxBodyBytes, graphqlLimits: limits } = settings;
  const { definition } = service.resource;
  const sdl = subgraphSdl(service.resource);
  const documents = createDocumentStore(settings.documentCacheLength);
  const common = { ...settings, definition, sdl, limits, documents, log: service.log };
  const server = createSubgraphServer(common);
  await server.start();
  const contextsOf = createContexts(settings);
  const page = settings.playground ? pageOf(settings) : noPlayground;
  const contextOf = async (request: Request, response: Response) => (await contextsOf(request, response))();
  const execute = orStream(
    executeRequest(server, contextOf),
    streamHandler({
      ...settings,
      server,
      contextsOf,
      authenticate: (head) => service.authenticate(head),
    }),
  );
  const router = express.Router();
  const subjectOf = rateLimitSubjectOf(settings);
  const admit = [
    shedLoad(settings.load),
    authenticate(settings),
    rateLimitHandler(settings.rateLimit, subjectOf),
    readIdempotencyHeaders,
  ];
  const limitDocuments = documentLimit({ ...settings.rate, bytes: settings.newDocumentBytes, documents }, subjectOf);
  const parts = { page, admit, resolveDocument: requireDocuments, limitDocuments, execute };
  const streams = ['event-stream'] as const;
  router.use('/graphql', graphqlEndpoint({ ...parts, streams, maxBodyBytes, log: service.log }));
  return { sdl, router, close: () => server.stop() };
}
