export interface RoundsParts {
  /** Reads one service; resolves to whether it could be read, and never rejects. */
  readonly read: (name: string) => Promise<boolean>;
  readonly sweepIntervalMs: number;
  readonly retryMs: number;
}

/** Decides when which service is read. */
export interface Rounds {
  /** Reads these now, and from now on; whoever is not among them is no longer read. */
  readAll(names: readonly string[]): void;
  /** Reads one that is known, now; asked again while that is under way, it is the same reading. */
  readNow(name: string): Promise<void>;
  close(): void;
}

interface Turn {
  failures: number;
  timer?: NodeJS.Timeout;
  reading?: Promise<void>;
  /** Asked for while a reading was under way that may have seen what was before. */
  again: boolean;
}

/** Each service is read once a sweep; one that cannot be read sooner, after a pause that doubles up to the sweep's. */
export function createRounds({ read, sweepIntervalMs, retryMs }: RoundsParts): Rounds {
  const turns = new Map<string, Turn>();

  const take = async (name: string, turn: Turn): Promise<void> => {
    const good = await read(name);
    turn.failures = good ? 0 : turn.failures + 1;
    delete turn.reading;
    if (turns.get(name) !== turn) return;
    const pause = good ? sweepIntervalMs : Math.min(sweepIntervalMs, retryMs * 2 ** (turn.failures - 1));
    turn.timer = setTimeout(() => void start(name, turn), turn.again ? 0 : pause);
    turn.again = false;
  };
  const start = (name: string, turn: Turn): Promise<void> => {
    clearTimeout(turn.timer);
    return (turn.reading ??= take(name, turn));
  };
  const forget = (name: string): void => {
    clearTimeout(turns.get(name)?.timer);
    turns.delete(name);
  };
  return {
    readAll: (names) => {
      for (const name of turns.keys()) if (!names.includes(name)) forget(name);
      for (const name of names) {
        const turn = turns.get(name) ?? { failures: 0, again: false };
        turns.set(name, turn);
        turn.again = turn.reading !== undefined;
        void start(name, turn);
      }
    },
    readNow: async (name) => {
      const turn = turns.get(name);
      if (turn) await start(name, turn);
    },
    close: () => {
      for (const name of [...turns.keys()]) forget(name);
    },
  };
}
