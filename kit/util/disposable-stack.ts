import { AsyncDisposableStack } from '@whatwg-node/disposablestack';

/**
 * The standard `AsyncDisposableStack` (ECMAScript Explicit Resource Management): disposes of what was added last first,
 * and of everything even if some of it fails. Node has it from version 24 on; until that is the minimum, a polyfill
 * stands in, and this file is the only one that imports it.
 */
export { AsyncDisposableStack };

/** Anything that has a lifetime and is closed at its end. */
export interface Closable {
  close(): Promise<void> | void;
}

/** Adds a closable to a stack, and returns it. */
export const use = <T extends Closable>(stack: AsyncDisposableStack, closable: T): T =>
  stack.adopt(closable, (each) => each.close());

/**
 * Returns the `close` of whatever a stack holds together. Every call returns the promise of the first: by itself the
 * stack resolves a second call at once, while the first is still closing.
 *
 * The promise rejects with what failed to close; where several fail, with a `SuppressedError`.
 */
export function closerOf(stack: AsyncDisposableStack): () => Promise<void> {
  let closing: Promise<void> | undefined;
  // The polyfill returns no promise where nothing in it is asynchronous.
  const dispose = async (): Promise<void> => await stack.disposeAsync();
  return () => (closing ??= dispose());
}
