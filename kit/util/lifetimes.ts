/** Anything that is to be closed. */
export interface Closable {
  close(): Promise<void> | void;
}

/** Things with a lifetime, closed together: the last opened first. */
export interface Lifetimes {
  use<T extends Closable>(thing: T): T;
  /** Closes each even if another fails, and then throws the first failure. Closing twice is harmless. */
  close(): Promise<void>;
}

export function createLifetimes(): Lifetimes {
  const things: Closable[] = [];
  async function closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let thing = things.pop(); thing !== undefined; thing = things.pop()) {
      try {
        await thing.close();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
  let closing: Promise<void> | undefined;
  return {
    use: (thing) => {
      things.push(thing);
      return thing;
    },
    close: () => (closing ??= closeAll()),
  };
}
