import type { ErrorRequestHandler, Response } from 'express';
import type { ChallengeSettings } from '../access/challenges.ts';
import { issueMessage, issuesDetail, malformed, unavailable } from '../resource/common-problems.ts';
import { isKind, issuesIn, problemSlug, type Issue, type Problem, type ProblemKind } from '../resource/problems.ts';
import { StoreNotWritableError, StoreTimeoutError, StoreUnavailableError } from '../store/port.ts';
import type { Log } from '../util/log.ts';
import { ClientDisconnectedError } from '../http/disconnection.ts';
import { legacyErrorMembers } from '../http/legacy-error-members.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { pageType } from '../http/page.ts';
import { isFlagSet } from './flags.ts';
import { challengesFor, renderPage, signInUrl } from './page-response.ts';
import { problemHeaders } from './problem-headers.ts';
import type { QueryParameters } from './query.ts';
import { issueName } from './request-body.ts';
import { internal, payloadTooLarge, unsupportedContentCoding, unsupportedMediaType } from './http-problems.ts';
import { bodyCodings, bodyErrors } from '../http/json-text.ts';

/** What the problems of a route have in common. */
export interface ProblemContext {
  /** How a 401 asks for credentials; undefined where there is no authentication. */
  readonly challenges?: ChallengeSettings;
  /** Whether pages are challenged with Basic, too. By default a browser shows the page, and no dialog before it. */
  readonly asksForPassword?: boolean;
  /** The resource's relations: issues name them as the request body does (`_venue_ref`). */
  readonly relations?: readonly string[];
}

/** Returns the URL of a document that a problem refers to; undefined if it is unknown. */
export type HrefOf = (resource: string, id: string) => string | undefined;

/** What a problem document contains besides the problem itself. */
export interface ProblemSurroundings {
  /** The public base URL of the service, without a trailing slash. */
  readonly base: string;
  /** The path and query of the request, as clients see them. */
  readonly instance: string;
  readonly relations?: ProblemContext['relations'] | undefined;
  readonly hrefOf?: HrefOf | undefined;
}

/** Returns the `type` URI of a kind of problem, which leads to its documentation. */
export const problemType = (kind: ProblemKind, base: string): string => `${base}/problems/${problemSlug(kind)}`;

function extensionMembers({ kind, extensions }: Problem, relations: readonly string[]): Record<string, unknown> {
  const visible = Object.entries(extensions).filter(([name]) => kind.extensions[name]?.kind !== 'current');
  return Object.fromEntries(
    visible.map(([name, value]) => [
      name,
      kind.extensions[name]?.kind === 'issues' ? halIssues(value, relations) : value,
    ]),
  );
}

const halIssues = (issues: unknown, relations: readonly string[]): readonly Issue[] =>
  issuesIn(issues).map((issue) => ({
    field: issue.validFields === undefined ? issueName(issue.field, relations) : issue.field,
    message: issueMessage(issue, (name) => issueName(name, relations)),
  }));

/** Returns links to the documents that a problem refers to, by the names of its members. */
function referenceLinks({ kind, extensions }: Problem, hrefOf: HrefOf | undefined): Record<string, unknown> {
  const links = Object.entries(kind.extensions).flatMap(([name, extension]) => {
    if (extension.kind !== 'reference' && extension.kind !== 'references') return [];
    const ids = [extensions[name] ?? []].flat().map(String);
    const found = ids.flatMap((id) => hrefOf?.(extension.resource, id) ?? []).map((href) => ({ href }));
    const link = extension.kind === 'reference' ? found[0] : found;
    return link === undefined || found.length === 0 ? [] : [[name, link] as const];
  });
  return links.length === 0 ? {} : { _links: Object.fromEntries(links) };
}

/**
 * Renders a problem as problem details (RFC 9457), with the members that older clients read (`_status`, `_error`,
 * `_issues`).
 */
export function renderProblem(
  problem: Problem,
  { base, instance, relations = [], hrefOf }: ProblemSurroundings,
): Readonly<Record<string, unknown>> {
  const { kind } = problem;
  const members = extensionMembers(problem, relations);
  const issues = kind.extensions['issues'] === undefined ? undefined : issuesIn(members['issues']);
  const detail = issues === undefined ? problem.detail : issuesDetail(issues);
  return {
    type: problemType(kind, base),
    title: kind.title,
    status: kind.status,
    detail,
    instance,
    ...members,
    ...referenceLinks(problem, hrefOf),
    ...legacyErrorMembers(kind.status, detail),
    ...(issues === undefined
      ? {}
      : { _issues: Object.fromEntries(issues.map(({ field, message }) => [field, message])) }),
  };
}

const problemMediaType = 'application/problem+json';

/** Returns the path of a base URL. */
const pathOf = (base: string): string => /^https?:\/\/[^/]+(\/.*)$/.exec(base)?.[1] ?? '';

/** How a problem is sent; all of it may be left out. */
export interface ProblemOptions {
  readonly context?: ProblemContext;
  readonly hrefOf?: HrefOf | undefined;
  /** The path and query that `instance` shows instead of those of the request. */
  readonly path?: string;
}

/**
 * Sends a problem as `application/problem+json`, or as a page to clients that prefer pages, whatever else they accept:
 * an error is never turned into a 406. Its `instance` is the path and query of the request below the path of the public
 * base URL.
 */
export function sendProblem(
  response: Response,
  problem: Problem,
  { context = {}, hrefOf, path = response.req.originalUrl }: ProblemOptions = {},
): void {
  const { method, query } = response.req;
  const base = publicBaseUrlOf(response);
  const instance = `${pathOf(base)}${path}`;
  const body = renderProblem(problem, { base, instance, relations: context.relations, hrefOf });
  const { status } = problem.kind;
  response.status(status).set(problemHeaders(problem, { method, challenges: challengesFor(response, context) }));
  const signIn = status === 401 ? signInUrl(response, context.challenges) : undefined;
  const page = renderPage(response, { status, headers: { 'content-type': problemMediaType }, body, signIn });
  const isPretty = isFlagSet(query as QueryParameters, 'pretty');
  const json = (): string => JSON.stringify(body, null, isPretty ? 2 : undefined);
  response.type(page === undefined ? problemMediaType : pageType).send(page ?? json());
}

/** The request during which an error was thrown. */
export interface FailedRequest {
  readonly requestId: unknown;
  readonly method: string;
  readonly url: string;
}

/** Maps a thrown error to a problem, and logs an unexpected one. */
export function reportError(error: unknown, request: FailedRequest, log: Pick<Log, 'error'>): Problem {
  const problem = problemFromError(error);
  if (isKind(problem, internal)) log.error({ ...request, err: error }, 'unexpected error');
  return problem;
}

/** Maps a thrown error to a problem. An unexpected error becomes a 500 that discloses nothing. */
function problemFromError(error: unknown): Problem {
  if (error instanceof StoreNotWritableError)
    return unavailable('the store accepts no writes now, for instance because its disk is full; reading works');
  if (error instanceof StoreTimeoutError)
    return unavailable(
      'the store did not respond in time; a write may have been executed, so read before you repeat it',
    );
  if (error instanceof StoreUnavailableError) return unavailable('the store cannot be reached');
  const { type, limit, status }: { type?: unknown; limit?: unknown; status?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  if (type === 'entity.too.large') return payloadTooLarge(`the request body must not exceed ${String(limit)} bytes`);
  if (type === bodyErrors.unsupportedCharset) return unsupportedMediaType('send the body in UTF-8');
  if (type === bodyErrors.unsupportedCoding)
    return unsupportedContentCoding(`send the body uncompressed, or with one of ${bodyCodings}`);
  if (type === bodyErrors.notUtf8) return malformed('the octets of the request body are not UTF-8');
  if (error instanceof URIError || status === 400) return malformed('the path or the body of the request is malformed');
  return internal('an unexpected error occurred; see the server log');
}

/**
 * Converts thrown errors to problem responses and logs unexpected ones. It never throws and never discloses internals.
 */
export const problemErrorHandler =
  (log: Log): ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express recognizes an error handler by its four parameters
  (error, request, response, next) => {
    if (error instanceof ClientDisconnectedError) return void response.destroy();
    const { requestId } = response.locals as { requestId?: unknown };
    const problem = reportError(error, { requestId, method: request.method, url: request.originalUrl }, log);
    if (response.headersSent) next(error);
    else sendProblem(response, problem);
  };
