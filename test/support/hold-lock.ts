import { lockDirectory } from '../../kit/store/directory-lock.ts';
import { collectGarbage } from './collect-garbage.ts';

/** Locks the directory of the first argument, collects garbage, prints `held` or why it could not, and stays. */
const [directory = ''] = process.argv.slice(2);
await lockDirectory(directory, { waitMs: 0 }).then(
  async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    console.log('held');
  },
  (error: unknown) => console.log(`refused: ${String(error)}`),
);
setInterval(() => undefined, 60_000);
