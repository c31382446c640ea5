/** A caller's request that waits for its turn. */
export interface Waiting {
  readonly caller: string;
  start(): void;
  refuse(): void;
}

/** Requests that wait, in rounds: whoever had fewer turns is first, and among those who came first. */
export interface Turns {
  readonly size: number;
  /** The highest round in which somebody waits; 0 if nobody does. */
  readonly lastRound: number;
  /** Returns the round in which the caller's next request waits: the turns that they had or wait for. */
  roundOf(caller: string): number;
  /** Counts a turn that the caller has without waiting. */
  count(caller: string): void;
  add(request: Waiting): void;
  /** Removes and returns the next request, whose turn it is. */
  next(): Waiting | undefined;
  /** Removes and returns the last request, that of a caller who waits for most turns. */
  last(): Waiting | undefined;
  /** Removes a request that waits no more. */
  remove(request: Waiting): void;
}

/** The most callers whose turns are counted; the first are forgotten first. */
const maxCallers = 10_000;
/** The last round, in which all further turns of a caller are. */
const maxRound = 100;

export function createTurns(): Turns {
  /** Caller → turns that were taken or are waited for. */
  const counts = new Map<string, number>();
  const rounds: Waiting[][] = [];
  const roundOf = (caller: string): number => Math.min(maxRound, counts.get(caller) ?? 0);
  const count = (caller: string): void => {
    const [first] = counts.keys();
    if (first !== undefined && counts.size >= maxCallers) counts.delete(first);
    counts.set(caller, (counts.get(caller) ?? 0) + 1);
  };
  const uncount = (caller: string): void => void counts.set(caller, Math.max(0, (counts.get(caller) ?? 0) - 1));
  const lastIndex = (): number =>
    Math.max(
      0,
      rounds.findLastIndex((round) => round.length > 0),
    );
  return {
    get size() {
      return rounds.reduce((sum, round) => sum + round.length, 0);
    },
    get lastRound() {
      return lastIndex();
    },
    roundOf,
    count,
    add: (request) => {
      const round = roundOf(request.caller);
      while (rounds.length <= round) rounds.push([]);
      rounds[round]?.push(request);
      count(request.caller);
    },
    next: () => rounds.find((round) => round.length > 0)?.shift(),
    last: () => {
      const request = rounds[lastIndex()]?.pop();
      if (request !== undefined) uncount(request.caller);
      return request;
    },
    remove: (request) => {
      const round = rounds.find((each) => each.includes(request));
      if (round === undefined) return;
      round.splice(round.indexOf(request), 1);
      uncount(request.caller);
    },
  };
}
