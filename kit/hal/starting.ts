import type { RequestHandler } from 'express';
import { unavailable } from '../resource/common-problems.ts';
import { sendProblem } from './problem-details.ts';

/** Answers every request with the problem of a part that is not ready yet. */
export const rejectWhileStarting: RequestHandler = (_request, response) =>
  sendProblem(response, unavailable('the service is starting; try again in a second'));
