import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface IsolatedProcessSettings {
  /** The maximum size of its heap, in MiB. */
  readonly memoryMb: number;
  readonly onMessage: (message: unknown) => void;
  /** Called once when it ends by itself, with the reason. */
  readonly onEnd: (end: { readonly reason: string; readonly isOutOfMemory: boolean }) => void;
}

/** A process for work that may take too long or need too much memory. It does not keep this process alive. */
export interface IsolatedProcess {
  /** Sends a message, which must be JSON. */
  send(message: object): void;
  /** Lets it keep this process alive, or not. */
  keepAlive(isNeeded: boolean): void;
  /** Kills it; `onEnd` is not called. Idempotent. */
  end(): Promise<void>;
}

/**
 * Starts a process that executes a script, without this one's environment. It is no thread, because Node.js ends all
 * threads of a process when one of them exceeds its heap at certain moments.
 */
export function startIsolatedProcess(
  script: URL,
  { memoryMb, onMessage, onEnd }: IsolatedProcessSettings,
): IsolatedProcess {
  const child = fork(fileURLToPath(script), {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    env: {},
    // A heap that is full is reported at length.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl-C ends a process group. This one ends when it loses its connection.
    detached: true,
  });
  let isExpected = false;
  const exited = new Promise<void>((resolve) => {
    child.on('error', ({ message }) => finish({ reason: message, isOutOfMemory: false }));
    child.once('exit', (code, signal) =>
      finish({ reason: `it ended with ${signal ?? code}`, isOutOfMemory: signal === 'SIGABRT' }),
    );
    function finish(end: Parameters<typeof onEnd>[0]): void {
      resolve();
      if (!isExpected) onEnd(end);
      isExpected = true;
    }
  });
  child.on('message', onMessage);
  const keepAlive = (isNeeded: boolean): void => {
    for (const handle of [child, child.channel])
      if (isNeeded) handle?.ref();
      else handle?.unref();
  };
  keepAlive(false);
  return {
    send: (message) => {
      if (child.connected) child.send(message);
    },
    keepAlive,
    end: async () => {
      isExpected = true;
      child.ref();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
