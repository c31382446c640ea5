/** Keeps this process from doing anything else for some milliseconds, as a long task would. */
export const block = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
