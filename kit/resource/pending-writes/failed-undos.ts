/** Removes a pending write and releases what was claimed under it. It can run again after it failed. */
export type Undo = () => Promise<unknown>;

/** The undos of this process that failed, since the store did not respond. */
export interface FailedUndos {
  add(undo: Undo): void;
  /** Runs them again. @throws the error of the first that fails again; it and the others are kept */
  repeat(): Promise<void>;
}

/** The number of undos that are kept; beyond it the oldest are given up. */
const maxUndos = 10_000;

/** Creates an empty set. */
export function createFailedUndos(): FailedUndos {
  const failed = new Set<Undo>();
  return {
    add: (undo) => {
      failed.add(undo);
      for (const oldest of failed) {
        if (failed.size <= maxUndos) return;
        failed.delete(oldest);
      }
    },
    repeat: async () => {
      for (const undo of failed) {
        await undo();
        failed.delete(undo);
      }
    },
  };
}
