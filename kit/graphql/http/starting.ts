import { Router } from 'express';
import { sendErrorResponse } from './error-response.ts';
import { negotiate } from './negotiation.ts';

/** Answers every GraphQL request with the error of a service that is not ready yet. */
export const rejectGraphqlWhileStarting = Router().post('/graphql', negotiate, (_request, response) =>
  sendErrorResponse(response, {
    code: 'SERVICE_UNAVAILABLE',
    message: 'The service is starting. Please try again in a second.',
    headers: { 'retry-after': '1' },
  }),
);
