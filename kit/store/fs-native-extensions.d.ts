/** The part of `fs-native-extensions` that is used. The package has no types. */
declare module 'fs-native-extensions' {
  /**
   * Locks a range of an open file, exclusively; by default the whole file. The kernel releases the lock when the file
   * is closed or the process ends. Returns false if the range is locked through another open of the file, in this
   * process or any other.
   */
  export function tryLock(fd: number, offset?: number, length?: number): boolean;
}
