import type { NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Returns a handler that runs others one after the other, as a router does, but without matching each of them with the
 * path. See docs/architecture.md, "Where Express is bypassed".
 */
export const sequence =
  (...handlers: readonly RequestHandler[]): RequestHandler =>
  (request, response, next) =>
    run({ handlers, request, response, next }, 0);

interface Running {
  readonly handlers: readonly RequestHandler[];
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
}

function run(running: Running, index: number): void {
  const { handlers, request, response, next } = running;
  const handler = handlers[index];
  if (handler === undefined) return next();
  try {
    const result: unknown = handler(request, response, (error?: unknown) =>
      error === undefined ? run(running, index + 1) : next(error),
    );
    if (result instanceof Promise) result.catch(next);
  } catch (error) {
    next(error);
  }
}
