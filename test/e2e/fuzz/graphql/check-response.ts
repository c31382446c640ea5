import { parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { reservedAliasesRule } from '../../../../kit/graphql/alias-rule.ts';
import { knownOperationsRule } from '../../../../kit/graphql/operation-type-rule.ts';
import { z } from 'zod';
import type { FuzzResponse, FuzzResult } from '../response.ts';
import { internalDetails, parseJson, wireErrorList, graphqlErrorsFault } from '../check-response.ts';

const graphqlResult = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: wireErrorList.optional(),
});
type GraphqlFuzzResult = z.infer<typeof graphqlResult>;

/** Addresses of services, which no error may contain. Only data contains links. */
const networkAddress = /localhost|127\.0\.0\.1|https?:\/\/|:\d{4,5}\b/;

/** Validity of a document against the schema; `unknown` if the server need not validate a document. */
export type DocumentValidity = 'valid' | 'invalid' | 'unknown';

export function validityOf(document: string | undefined, schema: GraphQLSchema): DocumentValidity {
  if (document === undefined) return 'unknown';
  try {
    const faults = validate(schema, parse(document), [...specifiedRules, knownOperationsRule, reservedAliasesRule]);
    return faults.length === 0 ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}

const codesOf = ({ errors = [] }: GraphqlFuzzResult): readonly string[] =>
  errors.map(({ extensions }) => extensions.code);
/** Error codes of checks that precede validation. */
const codesBeforeValidation = ['BAD_USER_INPUT', 'UNAUTHENTICATED', 'TOO_MANY_REQUESTS', 'TOO_COSTLY'];

/** Returns a fault if the server and graphql-js disagree on the validity of the document. */
function validationFault(codes: readonly string[], validity: DocumentValidity): string | undefined {
  const rejections = codes.filter((code) => code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED');
  if (validity === 'valid' && rejections.length > 0) return `${rejections[0]} for a valid document`;
  if (validity === 'invalid' && rejections.length === 0 && !codes.some((code) => codesBeforeValidation.includes(code)))
    return 'no error for an invalid document';
  return undefined;
}

function resultFault({ headers, text }: FuzzResponse, validity: DocumentValidity): string | undefined {
  const parsed = graphqlResult.safeParse(parseJson(text));
  if (!parsed.success) return `invalid GraphQL response: ${z.prettifyError(parsed.error)}`;
  const { data, errors = [] } = parsed.data;
  if (data === undefined && errors.length === 0) return 'a response without data and errors';
  const errorTexts = errors.map(({ message, extensions }) => `${message} ${JSON.stringify(extensions)}`).join('\n');
  if (internalDetails.test(errorTexts))
    return `an error contains internal details: ${internalDetails.exec(errorTexts)?.[0]}`;
  const match = networkAddress.exec(errorTexts);
  if (match !== null) return `an error contains an address: ${match[0]}`;
  const codes = codesOf(parsed.data);
  const serverError = codes.find((code) => code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE');
  if (serverError !== undefined) return serverError;
  if (errors.some(({ extensions }) => extensions.requestId !== headers['x-request-id']))
    return 'extensions.requestId differs from x-request-id';
  return validationFault(codes, validity);
}

export interface GraphqlExpectation {
  readonly method: string;
  readonly validity: DocumentValidity;
}

function responseFault(response: FuzzResponse, { method, validity }: GraphqlExpectation): string | undefined {
  const { status, headers, text } = response;
  if (status >= 500) return `${status}`;
  if (method === 'HEAD' || method === 'OPTIONS') return undefined;
  if (headers['content-type']?.startsWith('text/html') === true) return undefined;
  if (text === '') return status === 304 ? undefined : `${status} with an empty body`;
  return headers['content-type']?.startsWith('application/problem+json') === true
    ? graphqlErrorsFault(response)
    : resultFault(response, validity);
}

/** Returns the fault in the result of a GraphQL request, or undefined. */
export const findGraphqlFault = (result: FuzzResult, expectation: GraphqlExpectation): string | undefined =>
  result.kind === 'failure' ? `no response: ${result.reason}` : responseFault(result.response, expectation);

/** Returns the seconds after which to retry when a service is unavailable due to a concurrent write, or undefined. */
export function graphqlRetryAfter(result: FuzzResult): number | undefined {
  const parsed = graphqlResult.safeParse(result.kind === 'response' ? parseJson(result.response.text) : undefined);
  return parsed.success && codesOf(parsed.data).includes('SERVICE_UNAVAILABLE') ? 1 : undefined;
}
