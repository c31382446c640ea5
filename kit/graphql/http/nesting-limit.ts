import type { RequestHandler } from 'express';
import { nestsDeeper } from '../limits/bracket-depth.ts';
import { maxNesting } from '../limits/limits.ts';
import { documentOf } from './document-limit.ts';
import { sendErrorResponse } from './error-response.ts';

/** Rejects documents that the parser, which is recursive, or the query planner could not handle. */
export const limitNesting: RequestHandler = (request, response, next) => {
  if (!nestsDeeper(documentOf(request), maxNesting)) return next();
  const message = `The document nests selections and values more than ${maxNesting} levels deep; send several requests.`;
  sendErrorResponse(response, { code: 'TOO_COSTLY', message });
};
