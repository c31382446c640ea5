import { z } from 'zod';
import { wireErrorCodes } from '../../../kit/graphql/wire-errors.ts';
import { dataIn } from '../../support/pages.ts';
import type { FuzzResponse, FuzzResult, FuzzRequest } from './response.ts';
import type { ApiKind } from './routes.ts';

/** Members that every error response must have: RFC 9457 and the `_status` and `_error` of Eve. */
const problem = z.looseObject({
  type: z.string().regex(/^(about:blank$|https?:\/\/)/),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  _status: z.literal('ERR'),
  _error: z.looseObject({ code: z.number(), message: z.string().min(1) }),
});
/** `errors` of a GraphQL response. */
export const wireErrorList = z
  .array(
    z.looseObject({
      message: z.string().min(1),
      extensions: z.looseObject({ code: z.enum(wireErrorCodes), requestId: z.string() }),
    }),
  )
  .min(1);
const graphqlErrors = z.looseObject({ errors: wireErrorList });

/** Internal details that no response may contain: stack traces, file names, errors of drivers and sockets. */
export const internalDetails =
  /node_modules|\bat \S+ \(|\.[cm]?[jt]s:\d+|node:internal|(?:Type|Range|Syntax|Reference)Error|Mongo|E11000|ECONN|EPIPE|nedb|undici|Unexpected token|in JSON at|BSON/;
/** Secrets and stored members that no successful response contains. An error may quote them from the request. */
const secretMembers = /"(?:_intent|_claim|_owner|seat)"|\$argon2|privateKey/;

/** Parses JSON; returns undefined if it is malformed. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemFault({ status, headers, text }: FuzzResponse): string | undefined {
  if (headers['content-type']?.startsWith('application/problem+json') !== true)
    return `${status} has the type ${headers['content-type']} instead of application/problem+json`;
  const parsed = problem.safeParse(parseJson(text));
  if (!parsed.success) return `invalid problem: ${z.prettifyError(parsed.error)}`;
  const { status: bodyStatus, _error } = parsed.data;
  return bodyStatus === status && _error.code === status
    ? undefined
    : `${status}, but the body has status ${bodyStatus} and _error.code ${_error.code}`;
}

/** Returns a fault if a response is neither GraphQL errors nor a problem. */
export function graphqlErrorsFault(response: FuzzResponse): string | undefined {
  const parsed = graphqlErrors.safeParse(parseJson(response.text));
  // Malformed HTTP gives a problem, because it is rejected before routing.
  return parsed.success || problemFault(response) === undefined
    ? undefined
    : `invalid GraphQL errors: ${z.prettifyError(parsed.error)}`;
}

/** Whether a response is HTML. The GraphiQL page contains a program, whose text looks like internal details. */
const isHtmlPage = (headers: FuzzResponse['headers']): boolean =>
  headers['content-type']?.startsWith('text/html') === true;

/** Whether a response is a health report, which states errors of unreachable services to operators. */
const isHealthReport = (path: string, status: number): boolean => status < 300 && /^\/health\b/.test(path);

/** Status → header that must accompany it. */
const requiredHeaders: Readonly<Record<number, string>> = { 401: 'www-authenticate', 405: 'allow', 429: 'retry-after' };

function responseFault(
  response: FuzzResponse,
  { method, path, isNonexistent, api }: ResponseExpectation,
): string | undefined {
  const { status, headers, text } = response;
  if (status >= 500) return `${status}`;
  if (status < 200) return `${status} is not a final status`;
  if (isNonexistent && status < 300 && method !== 'OPTIONS') return `${status} for a resource that cannot exist`;
  if (status < 300 && isHtmlPage(headers)) return undefined;
  if (!isHealthReport(path, status) && internalDetails.test(text))
    return `contains internal details: ${internalDetails.exec(text)?.[0]}`;
  if (status < 300 && secretMembers.test(text)) return `contains ${secretMembers.exec(text)?.[0]}`;
  if (status < 400) return undefined;
  const requiredHeader = requiredHeaders[status];
  if (requiredHeader !== undefined && headers[requiredHeader] === undefined)
    return `${status} without ${requiredHeader}`;
  if (text === '' && method === 'HEAD') return undefined;
  return api === 'graphql' ? graphqlErrorsFault(response) : problemFault(response);
}

/** What a response is checked against. */
export interface ResponseExpectation extends Pick<FuzzRequest, 'method' | 'path'> {
  readonly api: ApiKind;
  /** Whether the path names a resource that cannot exist. */
  readonly isNonexistent: boolean;
}

/** Returns the JSON response that a page shows; other responses as they are. */
function shownResponse(response: FuzzResponse): FuzzResponse {
  const data = isHtmlPage(response.headers) ? dataIn(response.text) : undefined;
  if (data === undefined) return response;
  const headers = { ...response.headers, 'content-type': data.headers['content-type'] };
  return { status: data.status, headers, text: JSON.stringify(data.body) };
}

/** Returns the fault of a result, or undefined. */
export const findFault = (result: FuzzResult, expectation: ResponseExpectation): string | undefined =>
  result.kind === 'failure'
    ? `no response: ${result.reason}`
    : responseFault(shownResponse(result.response), expectation);

/** Returns the `Retry-After` seconds of a 503 that is due to a concurrent write, or undefined. */
export function retryAfterOf(result: FuzzResult): number | undefined {
  if (result.kind !== 'response' || result.response.status !== 503 || !result.response.text.includes('try again'))
    return undefined;
  const seconds = Number(result.response.headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}

/** Formats a request and its result for a report. */
export function formatExchange({ method, origin, path, headers, body }: FuzzRequest, result: FuzzResult): string {
  const bodyText = typeof body === 'string' ? body : Buffer.from(body ?? []).toString('latin1');
  const outcome =
    result.kind === 'failure'
      ? result.reason
      : `${result.response.status} ${result.response.headers['content-type'] ?? ''} ${result.response.text}`;
  const headerLines = headers.map((header) => header.join(': '));
  const lines = [`${method} ${origin}${path}`, ...headerLines, bodyText, `→ ${outcome}`];
  return lines.map(truncate).join('\n  ');
}

const truncate = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}… (${text.length})` : text);
