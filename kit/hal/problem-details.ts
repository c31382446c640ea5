import type { ErrorRequestHandler, Response } from 'express';
import { serviceChallenge } from '../access/credentials.ts';
import { issuesDetail, malformed, unavailable } from '../resource/common-problems.ts';
import { problemSlug, type Issue, type Problem, type ProblemKind } from '../resource/problems.ts';
import { isKind, retryAfterSeconds } from '../resource/problems.ts';
import { StoreUnavailableError } from '../store/port.ts';
import type { Log } from '../util/log.ts';
import { legacyErrorMembers } from '../http/legacy-error-members.ts';
import { publicBaseUrlOf } from '../http/middleware.ts';
import { issueName } from './request-body.ts';
import { internal, payloadTooLarge, unsupportedMediaType } from './http-problems.ts';

export interface ProblemContext {
  /** The path of the request. */
  readonly instance: string;
  /** For `WWW-Authenticate`, which goes with a 401 (RFC 9110 §15.5.2); left out where nobody signs in. */
  readonly realm?: string;
  /** Relations of the resource: issues name them as the body does. */
  readonly relations?: readonly string[];
}

/** The URI of a kind of problem: it leads to a page. */
export const problemType = (kind: ProblemKind, base: string): string => `${base}/problems/${problemSlug(kind)}`;

function extensionMembers({ kind, extensions }: Problem, relations: readonly string[]): Record<string, unknown> {
  const shown = Object.entries(extensions).filter(([name]) => kind.extensions[name]?.kind !== 'current');
  return Object.fromEntries(
    shown.map(([name, value]) => [name, kind.extensions[name]?.kind === 'issues' ? named(value, relations) : value]),
  );
}

const named = (issues: unknown, relations: readonly string[]): readonly Issue[] =>
  (issues as readonly Issue[]).map(({ field, message }) => ({ field: issueName(field, relations), message }));

/** A problem as RFC 9457 has it, whose `type` begins with `base`, with the members that old clients look for (`_status`, `_error`, `_issues`). */
export function renderProblem(
  problem: Problem,
  { base, instance, relations = [] }: ProblemContext & { readonly base: string },
): Readonly<Record<string, unknown>> {
  const { kind } = problem;
  const members = extensionMembers(problem, relations);
  const issues = kind.extensions['issues'] === undefined ? undefined : (members['issues'] as readonly Issue[]);
  const detail = issues === undefined ? problem.detail : issuesDetail(issues);
  return {
    type: problemType(kind, base),
    title: kind.title,
    status: kind.status,
    detail,
    instance,
    ...members,
    ...legacyErrorMembers(kind.status, detail),
    ...(issues === undefined
      ? {}
      : { _issues: Object.fromEntries(issues.map(({ field, message }) => [field, message])) }),
  };
}

/** Sends a problem. It is never turned into a 406: an error arrives as an error, whatever the client accepts. */
export function sendProblem(response: Response, problem: Problem, place: ProblemContext): void {
  const { status } = problem.kind;
  if (status === 401 && place.realm !== undefined) response.set('WWW-Authenticate', serviceChallenge(place.realm));
  const retryAfter = retryAfterSeconds(problem);
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  response.set('Cache-Control', 'no-store');
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify(renderProblem(problem, { ...place, base: publicBaseUrlOf(response) })));
}

/** What a thrown error means to the client. Of what nobody expected it says nothing. */
function problemFromError(error: unknown): Problem {
  if (error instanceof StoreUnavailableError) return unavailable('the store cannot be reached');
  const { type, limit, status }: { type?: unknown; limit?: unknown; status?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  if (type === 'entity.too.large') return payloadTooLarge(`a body has at most ${String(limit)} bytes here`);
  if (type === 'encoding.unsupported' || type === 'charset.unsupported')
    return unsupportedMediaType('send the body in UTF-8, plain or compressed with gzip, deflate or br');
  if (type === 'entity.parse.failed') return malformed('the body is not JSON');
  if (error instanceof URIError || status === 400)
    return malformed('the request cannot be read: its path or its body is broken');
  return internal('an unexpected error; the log has more');
}

/** The one place where thrown errors become answers. It never throws, and never leaks. */
export const problemErrorHandler =
  (log: Log): ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  (error, request, response, next) => {
    const problem = problemFromError(error);
    const { requestId } = response.locals as { requestId?: unknown };
    if (isKind(problem, internal))
      log.error(
        { requestId, err: error as unknown, method: request.method, url: request.originalUrl },
        'unexpected error',
      );
    if (response.headersSent) next(error);
    else sendProblem(response, problem, { instance: request.originalUrl });
  };
