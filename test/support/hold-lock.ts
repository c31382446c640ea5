import { lockDirectory } from '../../kit/store/directory-lock.ts';

/** Locks the directory of the first argument, prints `held` or why it could not and stays. */
const [directory = ''] = process.argv.slice(2);
await lockDirectory(directory, { waitMs: 0 }).then(
  () => console.log('held'),
  (error: unknown) => console.log(`refused: ${String(error)}`),
);
setInterval(() => undefined, 60_000);
