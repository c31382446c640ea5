import type { ApolloServer, BaseContext, GraphQLResponse, HTTPGraphQLRequest } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import type { FormattedExecutionResult } from 'graphql';
import { isObject } from '../../util/is-object.ts';
import { WrittenData } from '../written-data.ts';
import { headerMapOf } from './apollo-request.ts';
import { parametersOf } from './request-parameters.ts';

/** The members of the request that `validateRequest` has accepted. */
export interface RequestParameters {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

/**
 * Returns the handler that executes a valid request, and sends the response (GraphQL over HTTP). It calls Apollo Server
 * without its HTTP layer, which would validate the request once more, and would build what is written already.
 */
export function executeRequest<Context extends BaseContext>(
  server: ApolloServer<Context>,
  contextOf: (request: Request, response: Response) => Context | Promise<Context>,
): RequestHandler {
  return async (request, response) => {
    const contextValue = await contextOf(request, response);
    await executeByServer(server, { request, response, contextValue });
  };
}

interface ServerRequest<Context extends BaseContext> {
  readonly request: Request;
  readonly response: Response;
  readonly contextValue: Context;
}

/** Executes a valid request by Apollo Server, with all of its plugins, and sends the response. */
export async function executeByServer<Context extends BaseContext>(
  server: ApolloServer<Context>,
  { request, response, contextValue }: ServerRequest<Context>,
): Promise<void> {
  const graphqlRequest = { ...requestParametersOf(request), http: headOf(request) };
  const { http, body } = await server.executeOperation(graphqlRequest, { contextValue });
  for (const [name, value] of http.headers) response.setHeader(name, value);
  response.statusCode = http.status ?? 200;
  sendResult(response, resultOf(body));
}

/** Returns the parameters of a request that was validated. */
export function requestParametersOf(request: Request): RequestParameters {
  const parameters = parametersOf(request);
  return isObject(parameters) ? parameters : {};
}

const headOf = (request: Request): HTTPGraphQLRequest => ({
  method: request.method.toUpperCase(),
  headers: headerMapOf(request),
  search: '',
  body: undefined,
});

function resultOf(body: GraphQLResponse['body']): FormattedExecutionResult {
  if (body.kind !== 'single') throw new Error('Apollo Server delivers no response in parts here.');
  return body.singleResult;
}

/** Sends a result in the media type that was negotiated. */
export function sendResult(response: Response, result: FormattedExecutionResult): void {
  const text = textOf(result);
  response.setHeader('content-type', `${String(response.req.headers.accept)}; charset=utf-8`);
  response.setHeader('content-length', Buffer.byteLength(text));
  // As a text, so that Node hands it to the socket together with the headers.
  response.end(text);
}

/** Writes a result in the order of GraphQL, October 2021, §7.1: first the errors, which clients should notice. */
function textOf({ errors, data, extensions }: FormattedExecutionResult): string {
  const members = [
    ...(errors === undefined ? [] : [`"errors":${JSON.stringify(errors)}`]),
    ...(data === undefined ? [] : [`"data":${data instanceof WrittenData ? data.json : JSON.stringify(data)}`]),
    ...(extensions === undefined ? [] : [`"extensions":${JSON.stringify(extensions)}`]),
  ];
  return `{${members.join()}}\n`;
}
