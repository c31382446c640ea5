import { describe, expect, it } from '@jest/globals';
import { AsyncDisposableStack, closerOf, use, type Closable } from './disposable-stack.ts';

/** A closable that writes its name down when it has closed, after the pause of a promise. */
const closable = (name: string, closed: string[]): Closable => ({
  close: async () => {
    await Promise.resolve();
    closed.push(name);
  },
});
const failing = (message: string): Closable => ({ close: () => Promise.reject(new Error(message)) });

describe('a stack of closables', () => {
  it('closes the last opened first, one after the other', async () => {
    const closed: string[] = [];
    const stack = new AsyncDisposableStack();
    for (const name of ['store', 'client', 'server']) use(stack, closable(name, closed));
    await stack.disposeAsync();
    expect(closed).toEqual(['server', 'client', 'store']);
  });

  it('returns what it is given', () => {
    const store = closable('store', []);
    expect(use(new AsyncDisposableStack(), store)).toBe(store);
  });

  it('closes the others when one fails, and then rejects with that failure', async () => {
    const closed: string[] = [];
    const stack = new AsyncDisposableStack();
    use(stack, closable('store', closed));
    use(stack, failing('the client does not close'));
    use(stack, closable('server', closed));
    await expect(closerOf(stack)()).rejects.toThrow('the client does not close');
    expect(closed).toEqual(['server', 'store']);
  });

  it('rejects with all failures where there are several', async () => {
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

  it('closes each thing once, and every call waits until it is closed', async () => {
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

  it('closes what closes at once, and nothing at all', async () => {
    const stack = new AsyncDisposableStack();
    let isClosed = false;
    use(stack, { close: () => void (isClosed = true) });
    await closerOf(stack)();
    expect(isClosed).toBe(true);
    await expect(closerOf(new AsyncDisposableStack())()).resolves.toBeUndefined();
  });
});
