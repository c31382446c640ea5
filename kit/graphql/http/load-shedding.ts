import type { RequestHandler } from 'express';
import type { LoadMonitor } from '../../http/load-monitor.ts';
import { sendErrorResponse } from './error-response.ts';

/** Returns the handler that rejects requests with 503 while the process is overloaded, before anything else is done. */
export const shedLoad =
  (load: Pick<LoadMonitor, 'isOverloaded' | 'returnSeconds'>): RequestHandler =>
  (request, response, next) => {
    if (!load.isOverloaded(request)) return next();
    const seconds = load.returnSeconds();
    sendErrorResponse(response, {
      code: 'SERVICE_UNAVAILABLE',
      message: `The service is overloaded. Please try again in ${seconds} s.`,
      headers: { 'retry-after': String(seconds) },
    });
  };
