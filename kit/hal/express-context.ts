import type { Request, Response } from 'express';

/** An Express request and the response to it. */
export interface ExpressContext {
  readonly request: Request;
  readonly response: Response;
}
