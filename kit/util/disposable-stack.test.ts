import { describe, expect, it } from '@jest/globals';
import { AsyncDisposableStack, closerOf, use, type Closable } from './disposable-stack.ts';

/** A resource that closes asynchronously and then adds its name to `closed`. */
const closable = (name: string, closed: string[]): Closable => ({
  close: async () => {
    await Promise.resolve();
    closed.push(name);
  },
});
const failing = (message: string): Closable => ({ close: () => Promise.reject(new Error(message)) });

describe('a stack of closable resources', () => {
  it('closes them in reverse order, one after the other', async () => {
    const closed: string[] = [];
    const stack = new AsyncDisposableStack();
    for (const name of ['store', 'client', 'server']) use(stack, closable(name, closed));
    await stack.disposeAsync();
    expect(closed).toEqual(['server', 'client', 'store']);
  });

  it('returns the resource that is added', () => {
    const store = closable('store', []);
    expect(use(new AsyncDisposableStack(), store)).toBe(store);
  });

  it('closes all others if one fails, and rejects with its error', async () => {
    const closed: string[] = [];
    const stack = new AsyncDisposableStack();
    use(stack, closable('store', closed));
    use(stack, failing('the client does not close'));
    use(stack, closable('server', closed));
    await expect(closerOf(stack)()).rejects.toThrow('the client does not close');
    expect(closed).toEqual(['server', 'store']);
  });

  it('rejects with a SuppressedError if several fail', async () => {
    const stack = new AsyncDisposableStack();
    use(stack, failing('first opened'));
    use(stack, {
      close: () => {
        throw new Error('last opened');
      },
    });
    await expect(closerOf(stack)()).rejects.toMatchObject({
      name: 'SuppressedError',
      error: { message: 'first opened' },
      suppressed: { message: 'last opened' },
    });
  });

  it('closes each resource once, and every call waits until all are closed', async () => {
    const closed: string[] = [];
    const stack = new AsyncDisposableStack();
    use(stack, closable('store', closed));
    const close = closerOf(stack);
    void close();
    await close();
    expect(closed).toEqual(['store']);
    await close();
    expect(closed).toEqual(['store']);
  });

  it('closes synchronous resources, and an empty stack', async () => {
    const stack = new AsyncDisposableStack();
    let isClosed = false;
    use(stack, { close: () => void (isClosed = true) });
    await closerOf(stack)();
    expect(isClosed).toBe(true);
    await expect(closerOf(new AsyncDisposableStack())()).resolves.toBeUndefined();
  });
});
