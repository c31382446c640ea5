import type { RequestHandler, Response } from 'express';
import { createMediaTypeChooser } from '../../http/content-negotiation.ts';

/** The media types of GraphQL responses; the first is the default. */
const responseTypes = ['application/json', 'application/graphql-response+json'] as const;
type AnswerType = (typeof responseTypes)[number];
const pageType = 'text/html';

const chooseAnswer = createMediaTypeChooser(responseTypes);
const chooseAnswerOrPage = createMediaTypeChooser([...responseTypes, pageType]);

/**
 * Chooses the media type of the response, once for a request: `wantsPage` and `acceptedType` tell it. A page for people is
 * offered where the graph is, to those who read.
 */
export const negotiate: RequestHandler = (request, response, next) => {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const choose = isRead && request.path === '/' ? chooseAnswerOrPage : chooseAnswer;
  response.locals['mediaType'] = choose(request.headers.accept);
  next();
};

/** Whether the client wants the page for people, also where its URL has a `query`, which the page shows in a tab. */
export const wantsPage = ({ locals }: Response): boolean => locals['mediaType'] === pageType;

/** The media type of GraphQL responses that the client accepts; undefined where it accepts none of them. */
export const negotiateResponseType = ({ locals }: Response): AnswerType | undefined =>
  responseTypes.find((type) => type === locals['mediaType']);
