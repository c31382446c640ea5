import { AsyncDisposableStack } from '@whatwg-node/disposablestack';
import { lazy } from './lazy.ts';

/**
 * The standard `AsyncDisposableStack` (ECMAScript Explicit Resource Management). It disposes of resources in reverse
 * order, and of all of them even if some fail. Node provides it from version 24; until that is the minimum, this file
 * alone imports a polyfill.
 */
export { AsyncDisposableStack };

/** A resource that must be closed. */
export interface Closable {
  close(): Promise<void> | void;
}

/** Adds a resource to a stack and returns the resource. */
export const use = <T extends Closable>(stack: AsyncDisposableStack, closable: T): T =>
  stack.adopt(closable, (adopted) => adopted.close());

/**
 * Returns a `close` function that closes everything on a stack. All calls return the same promise; the stack itself
 * resolves a second call at once, while the first is still closing.
 *
 * The promise rejects with the error of the resource that failed to close, or with a `SuppressedError` if several
 * failed.
 */
export const closerOf = (stack: AsyncDisposableStack): (() => Promise<void>) =>
  // The polyfill returns no promise if every resource closes synchronously.
  lazy(async () => await stack.disposeAsync());
