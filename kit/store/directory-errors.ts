import { codeOf } from '../util/system-error.ts';

/** What system errors mean for a data directory. */
const meanings: Readonly<Record<string, string>> = {
  EROFS: 'is read-only',
  EACCES: 'is read-only for this user, or cannot be entered',
  EPERM: 'is read-only for this user',
  ENOTDIR: 'is not a directory',
  EEXIST: 'is not a directory',
  ENOSPC: 'is on a disk without free space',
  ENOLCK: 'is on a file system without locks',
  ENOSYS: 'is on a file system without locks',
  ENOTSUP: 'is on a file system without locks',
  EOPNOTSUPP: 'is on a file system without locks',
};

/** Reports that a data directory cannot be created, written or locked. */
export class DirectoryNotWritableError extends Error {
  override readonly name = 'DirectoryNotWritableError';

  constructor(directory: string, cause: unknown) {
    const code = codeOf(cause) ?? 'unknown error';
    super(
      `${directory} ${meanings[code] ?? 'cannot be used'} (${code}): the embedded store needs a directory that it can write to; make it writable, or set DATA_DIR to another directory`,
      { cause },
    );
  }
}

/** Reports that a data directory is in use, by another process or by this one. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';

  /** @param holder The holder of the lock, in words. */
  constructor(directory: string, holder: string) {
    super(`${directory} is in use by ${holder}: stop it, or set DATA_DIR to another directory`);
  }
}
