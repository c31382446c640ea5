import type { RequestHandler, Response } from 'express';
import { createMediaTypeChooser } from '../../http/content-negotiation.ts';
import { acceptedStreams } from './stream-format.ts';

/** The media types of GraphQL responses; the first is the default. */
const responseTypes = ['application/json', 'application/graphql-response+json'] as const;
type ResponseType = (typeof responseTypes)[number];
const pageType = 'text/html';

const chooseResponse = createMediaTypeChooser(responseTypes);
const chooseResponseOrPage = createMediaTypeChooser([...responseTypes, pageType]);

/**
 * Chooses the media type of the response once per request (RFC 9110 §12.5.1), for `wantsPage` and
 * `negotiateResponseType`. The playground is an option for GET and HEAD of the endpoint only. Streams are chosen later,
 * by the kind of operation, with `streamsOf`.
 */
export const negotiate: RequestHandler = (request, response, next) => {
  const isSafeMethod = request.method === 'GET' || request.method === 'HEAD';
  const choose = isSafeMethod && request.path === '/' ? chooseResponseOrPage : chooseResponse;
  const { accept } = request.headers;
  response.locals['mediaType'] = choose(accept);
  response.locals['streams'] = acceptedStreams(accept);
  next();
};

/** Whether the client prefers the playground, even if the URL has a `query`, which the page opens in a tab. */
export const wantsPage = ({ locals }: Response): boolean => locals['mediaType'] === pageType;

/** Returns the negotiated media type of the GraphQL response; undefined if the client accepts none. */
export const negotiateResponseType = ({ locals }: Response): ResponseType | undefined =>
  responseTypes.find((type) => type === locals['mediaType']);
