import { z } from 'zod';
import { wireErrorCodes } from '../../../kit/graphql/wire-errors.ts';
import type { Answered, Reply, Sent } from './response.ts';
import type { Face } from './routes.ts';

/** What must be in every answer that is an error. */
const problem = z.looseObject({
  type: z.string().regex(/^(about:blank$|https?:\/\/)/),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  _status: z.literal('ERR'),
  _error: z.looseObject({ code: z.number(), message: z.string().min(1) }),
});
/** The `errors` of an answer of GraphQL. */
export const wireErrorList = z
  .array(
    z.looseObject({
      message: z.string().min(1),
      extensions: z.looseObject({ code: z.enum(wireErrorCodes), requestId: z.string() }),
    }),
  )
  .min(1);
const graphqlErrors = z.looseObject({ errors: wireErrorList });

/** What tells of the inside: stacks, files, drivers, other processes. */
export const inside =
  /node_modules|\bat \S+ \(|\.[cm]?[jt]s:\d+|node:internal|(?:Type|Range|Syntax|Reference)Error|Mongo|E11000|ECONN|EPIPE|nedb|undici|Unexpected token|in JSON at|BSON/;
/** What is never shown: secrets, and what documents have inside. An error may name it, where somebody has sent it. */
const hidden = /"(?:_intent|_claim|_owner|seat)"|\$argon2|privateKey/;

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrongProblem({ status, headers, text }: Answered): string | undefined {
  if (headers['content-type']?.startsWith('application/problem+json') !== true)
    return `${status} is ${headers['content-type']}, and not a problem`;
  const parsed = problem.safeParse(jsonOf(text));
  if (!parsed.success) return `not a problem: ${z.prettifyError(parsed.error)}`;
  const { status: told, _error } = parsed.data;
  return told === status && _error.code === status
    ? undefined
    : `${status}, but the body says ${told} and ${_error.code}`;
}

export function wrongErrors(answer: Answered): string | undefined {
  const parsed = graphqlErrors.safeParse(jsonOf(answer.text));
  // What cannot be parsed as HTTP is answered before anything knows where it leads.
  return parsed.success || wrongProblem(answer) === undefined
    ? undefined
    : `no errors of GraphQL: ${z.prettifyError(parsed.error)}`;
}

/** Pages for people; that of GraphiQL has a whole program in it, which knows of modules and errors. */
const isPage = (headers: Answered['headers']): boolean => headers['content-type']?.startsWith('text/html') === true;

/** A gateway's health says in the system's own words why a part cannot be reached. */
const tellsOperators = (path: string, status: number): boolean => status < 300 && /^\/health\b/.test(path);

/** What has to come with a status. */
const companions: Readonly<Record<number, string>> = { 401: 'www-authenticate', 405: 'allow', 429: 'retry-after' };

function wrongAnswer(answer: Answered, { method, path, isNowhere, face }: Judged): string | undefined {
  const { status, headers, text } = answer;
  if (status >= 500) return `${status}`;
  if (status < 200) return `${status} is no final status`;
  if (isNowhere && status < 300 && method !== 'OPTIONS') return `${status} for what cannot be there`;
  if (status < 300 && isPage(headers)) return undefined;
  if (!tellsOperators(path, status) && inside.test(text)) return `tells of the inside: ${inside.exec(text)?.[0]}`;
  if (status < 300 && hidden.test(text)) return `shows ${hidden.exec(text)?.[0]}`;
  if (status < 400) return undefined;
  const companion = companions[status];
  if (companion !== undefined && headers[companion] === undefined) return `${status} without ${companion}`;
  if (text === '' && method === 'HEAD') return undefined;
  return face === 'graphql' ? wrongErrors(answer) : wrongProblem(answer);
}

export interface Judged extends Pick<Sent, 'method' | 'path'> {
  readonly face: Face;
  readonly isNowhere: boolean;
}

/** What is wrong with what came of a request; undefined when nothing is. */
export const wrongWith = (reply: Reply, judged: Judged): string | undefined =>
  reply.kind === 'failed' ? `no answer: ${reply.why}` : wrongAnswer(reply.answer, judged);

/** Seconds after which an answer asks to come back, because others have something under way. */
export function comeBackIn(reply: Reply): number | undefined {
  if (reply.kind !== 'answered' || reply.answer.status !== 503 || !reply.answer.text.includes('try again'))
    return undefined;
  const seconds = Number(reply.answer.headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}

/** A request and what came of it, to be read by people. */
export function shown({ method, origin, path, headers, body }: Sent, reply: Reply): string {
  const sent = typeof body === 'string' ? body : Buffer.from(body ?? []).toString('latin1');
  const came =
    reply.kind === 'failed'
      ? reply.why
      : `${reply.answer.status} ${reply.answer.headers['content-type'] ?? ''} ${reply.answer.text}`;
  const lines = [`${method} ${origin}${path}`, ...headers.map((each) => each.join(': ')), sent, `→ ${came}`];
  return lines.map(brief).join('\n  ');
}

const brief = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}… (${text.length})` : text);
