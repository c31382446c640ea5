import type { ApolloServer, BaseContext, GraphQLResponse, HTTPGraphQLRequest } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import { isObject } from '../../util/is-object.ts';
import { WrittenData } from '../written-data.ts';
import { headerMapOf } from './apollo-request.ts';
import { parametersOf } from './request-parameters.ts';

/** The members of the request that `validateRequest` has accepted. */
interface RequestParameters {
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
    const parameters = parametersOf(request);
    const graphqlRequest = { ...(isObject(parameters) && (parameters as RequestParameters)), http: headOf(request) };
    const contextValue = await contextOf(request, response);
    const { http, body } = await server.executeOperation(graphqlRequest, { contextValue });
    for (const [name, value] of http.headers) response.setHeader(name, value);
    response.statusCode = http.status ?? 200;
    send(response, { type: String(request.headers.accept), text: textOf(body) });
  };
}

const headOf = (request: Request): HTTPGraphQLRequest => ({
  method: request.method.toUpperCase(),
  headers: headerMapOf(request),
  search: '',
  body: undefined,
});

/** @param type the negotiated media type */
function send(response: Response, { type, text }: { readonly type: string; readonly text: string }): void {
  const octets = Buffer.from(text);
  response.setHeader('content-type', `${type}; charset=utf-8`);
  response.setHeader('content-length', octets.length);
  response.end(octets);
}

/** Writes a response in the order of GraphQL, October 2021, §7.1: first the errors, which clients should notice. */
function textOf(body: GraphQLResponse['body']): string {
  if (body.kind !== 'single') throw new Error('Apollo Server delivers no response in parts here.');
  const { errors, data, extensions } = body.singleResult;
  const members = [
    ...(errors === undefined ? [] : [`"errors":${JSON.stringify(errors)}`]),
    ...(data === undefined ? [] : [`"data":${data instanceof WrittenData ? data.json : JSON.stringify(data)}`]),
    ...(extensions === undefined ? [] : [`"extensions":${JSON.stringify(extensions)}`]),
  ];
  return `{${members.join()}}\n`;
}
