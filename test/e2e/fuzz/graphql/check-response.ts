import { parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { reservedAliasesRule } from '../../../../kit/graphql/alias-rule.ts';
import { knownOperationsRule } from '../../../../kit/graphql/operation-type-rule.ts';
import { z } from 'zod';
import type { Answered, Reply } from '../response.ts';
import { inside, jsonOf, wireErrorList, wrongErrors } from '../check-response.ts';

const result = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: wireErrorList.optional(),
});
type Result = z.infer<typeof result>;

/** Addresses of other parts; links to documents stand in data, and never in an error. */
const address = /localhost|127\.0\.0\.1|https?:\/\/|:\d{4,5}\b/;

/** What a document is by the schema; `unknown` where there is none that a server has to look at. */
export type Kind = 'valid' | 'invalid' | 'unknown';

export function kindOf(document: string | undefined, schema: GraphQLSchema): Kind {
  if (document === undefined) return 'unknown';
  try {
    const faults = validate(schema, parse(document), [...specifiedRules, knownOperationsRule, reservedAliasesRule]);
    return faults.length === 0 ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}

const codesOf = ({ errors = [] }: Result): readonly string[] => errors.map(({ extensions }) => extensions.code);
/** What is said before anybody looks at the document. */
const early = ['BAD_USER_INPUT', 'UNAUTHENTICATED', 'TOO_MANY_REQUESTS', 'TOO_COSTLY'];

/** Whether the server found of the document what graphql-js finds. */
function misjudged(codes: readonly string[], kind: Kind): string | undefined {
  const refused = codes.filter((code) => code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED');
  if (kind === 'valid' && refused.length > 0) return `${refused[0]} for a valid document`;
  if (kind === 'invalid' && refused.length === 0 && !codes.some((code) => early.includes(code)))
    return 'no word that the document is not valid';
  return undefined;
}

function wrongResult({ headers, text }: Answered, kind: Kind): string | undefined {
  const parsed = result.safeParse(jsonOf(text));
  if (!parsed.success) return `no answer of GraphQL: ${z.prettifyError(parsed.error)}`;
  const { data, errors = [] } = parsed.data;
  if (data === undefined && errors.length === 0) return 'neither data nor errors';
  const told = errors.map(({ message, extensions }) => `${message} ${JSON.stringify(extensions)}`).join('\n');
  if (inside.test(told)) return `an error tells of the inside: ${inside.exec(told)?.[0]}`;
  const where = address.exec(told);
  if (where !== null) return `an error has an address: ${where[0]}`;
  const codes = codesOf(parsed.data);
  const worst = codes.find((code) => code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE');
  if (worst !== undefined) return worst;
  if (errors.some(({ extensions }) => extensions.requestId !== headers['x-request-id'])) return 'another request id';
  return misjudged(codes, kind);
}

export interface GraphqlJudged {
  readonly method: string;
  readonly kind: Kind;
}

function wrongAnswer(answer: Answered, { method, kind }: GraphqlJudged): string | undefined {
  const { status, headers, text } = answer;
  if (status >= 500) return `${status}`;
  if (method === 'HEAD' || method === 'OPTIONS') return undefined;
  if (headers['content-type']?.startsWith('text/html') === true) return undefined;
  if (text === '') return status === 304 ? undefined : `${status} with nothing`;
  return headers['content-type']?.startsWith('application/problem+json') === true
    ? wrongErrors(answer)
    : wrongResult(answer, kind);
}

/** What is wrong with what came of a GraphQL request; undefined when nothing is. */
export const wrongWith = (reply: Reply, judged: GraphqlJudged): string | undefined =>
  reply.kind === 'failed' ? `no answer: ${reply.why}` : wrongAnswer(reply.answer, judged);

/** Seconds after which to come back: a part that is needed has something under way. */
export function comeBackIn(reply: Reply): number | undefined {
  const parsed = result.safeParse(reply.kind === 'answered' ? jsonOf(reply.answer.text) : undefined);
  return parsed.success && codesOf(parsed.data).includes('SERVICE_UNAVAILABLE') ? 1 : undefined;
}
