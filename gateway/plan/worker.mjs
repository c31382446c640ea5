// @ts-check
/*
 * Process that plans operations for one supergraph: a plan can take 0.4 s. Plain JavaScript that imports nothing but
 * packages and the like, since it starts without the loaders of tsx or jest. The sources and the build use the same file.
 *
 * First request: { supergraphSdl }, which the gateway has validated. It sends { kind: 'ready' } when it can plan.
 * Request:  { document } with one operation
 * Response: { kind: 'planned', plan, ms } with the time it took, or { kind: 'failed', message, code?, stack? }
 */
import { createQueryPlanner } from './query-planner.mjs';

/** @param {string} supergraphSdl */
function createResponder(supergraphSdl) {
  const plan = createQueryPlanner(supergraphSdl);
  return (/** @type {{ document: string }} */ { document }) => {
    const startedAt = performance.now();
    try {
      return { kind: 'planned', plan: plan(document), ms: performance.now() - startedAt };
    } catch (error) {
      return { kind: 'failed', ...describe(error) };
    }
  };
}

/** Returns what the copy of an error in another process must have. @param {any} error */
function describe(error) {
  return { message: String(error?.message ?? error), code: error?.extensions?.code, stack: error?.stack };
}

process.once('message', (/** @type {any} */ { supergraphSdl }) => {
  const respond = createResponder(supergraphSdl);
  process.on('message', (/** @type {any} */ request) => process.send?.(respond(request)));
  process.send?.({ kind: 'ready' });
});
