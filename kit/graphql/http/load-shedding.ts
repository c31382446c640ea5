import type { RequestHandler } from 'express';
import { returnSeconds, type LoadMonitor } from '../../http/load-monitor.ts';
import { sendErrorResponse } from './error-response.ts';

/** Returns the handler that rejects requests with 503 while the process is overloaded, before anything else is done. */
export const shedLoad =
  ({ isOverloaded }: Pick<LoadMonitor, 'isOverloaded'>): RequestHandler =>
  (request, response, next) => {
    if (!isOverloaded(request)) return next();
    const message = 'The service is overloaded. Please try again in a few seconds.';
    sendErrorResponse(response, {
      code: 'SERVICE_UNAVAILABLE',
      message,
      headers: { 'retry-after': String(returnSeconds()) },
    });
  };
