/**
 * The options of Node with which the parts are started, as in `package.json` and in the `Dockerfile`. Young objects have
 * more room than by default: requests that wait for services keep theirs alive for long, and moving these to the old
 * space would cost up to a third of the processor time.
 */
export const nodeOptions: readonly string[] = ['--max-semi-space-size=64'];
