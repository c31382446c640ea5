import type { ApolloServer } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { getOperationAST, OperationTypeNode } from 'graphql';
import type { DocumentStore } from '../../kit/graphql/document-store.ts';
import { executeByServer, requestParametersOf, sendResult } from '../../kit/graphql/http/execute-request.ts';
import { isCostRequested, workOf, type CostLimit } from '../../kit/graphql/limits/cost-limit.ts';
import { checkNesting } from '../../kit/graphql/limits/nesting.ts';
import type { Work } from '../../kit/http/rate-limit.ts';
import type { ObservedOperation } from '../observe/request-observation.ts';
import type { GatewayExecution, KnownOperation } from './execution.ts';
import type { GatewayRequestContext } from './request-context.ts';

export interface KnownOperationsParts {
  readonly server: ApolloServer<GatewayRequestContext>;
  readonly execution: Pick<GatewayExecution, 'executeKnown'>;
  readonly documents: Pick<DocumentStore, 'find'>;
  /** The most levels of lists and objects in a variable. */
  readonly maxNesting: number;
  readonly costLimit: Pick<CostLimit<GatewayRequestContext>, 'check'>;
  readonly contextOf: (response: Response) => GatewayRequestContext;
}

/** A request whose document has passed all checks before, and whose variables have passed them now. */
interface CheckedRequest {
  readonly operation: KnownOperation;
  readonly observed: ObservedOperation;
  readonly work: Work;
}

/**
 * Returns the handler of requests that are answered in one piece. An operation that was executed before is executed at
 * once, and its result is sent if it has no errors. Everything else is left to Apollo Server: other operations, and all
 * that its plugins reject, report or add. The client cannot tell who has answered.
 */
export function handleKnownOperations(parts: KnownOperationsParts): RequestHandler {
  const { server, execution, contextOf } = parts;
  return async (request, response) => {
    const contextValue = contextOf(response);
    const checked = contextValue.keepDocument === undefined ? check(request, parts) : undefined;
    if (checked === undefined) return executeByServer(server, { request, response, contextValue });
    const retryAfter = await contextValue.countMore(checked.work);
    contextValue.observation?.resolved(checked.observed);
    const executed =
      retryAfter === undefined ? await execution.executeKnown(checked.operation, contextValue) : undefined;
    if (executed !== undefined && executed.errors === undefined) {
      response.setHeader('cache-control', 'no-store');
      return sendResult(response, { data: executed.data ?? null });
    }
    // The request is counted already.
    const handedOver = { ...contextValue, executed, countMore: async () => retryAfter };
    return executeByServer(server, { request, response, contextValue: handedOver });
  };
}

/** Checks what depends on the request alone; undefined leaves it to Apollo Server. */
function check(request: Request, { documents, maxNesting, costLimit }: KnownOperationsParts) {
  const { query = '', operationName, variables = {} } = requestParametersOf(request);
  const kept = documents.find(query);
  const operation = kept && getOperationAST(kept.document, operationName);
  if (!operation || !isPlain(request, operation.operation)) return undefined;
  const { document, hash } = kept;
  try {
    checkNesting(variables, maxNesting);
    const cost = costLimit.check({ document, operationName, variables });
    if (cost === undefined) return undefined;
    const observed = { type: operation.operation, name: operation.name?.value, hash };
    return { operation: { document, operation, variables }, observed, work: workOf(cost) } satisfies CheckedRequest;
  } catch {
    return undefined;
  }
}

/** Whether nothing but the result is asked for, by a method that may ask for it. */
const isPlain = ({ method, headers }: Request, type: OperationTypeNode): boolean =>
  (type === OperationTypeNode.QUERY || (type === OperationTypeNode.MUTATION && method === 'POST')) &&
  !isCostRequested(headers);
