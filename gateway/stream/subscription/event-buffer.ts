/** What a buffer of events holds at most. */
export interface EventBufferLimits {
  readonly events: number;
  /** The characters of all events together. */
  readonly length: number;
}

/** The events that wait for a client. */
export interface EventBuffer {
  /** Adds an event. Returns false if there is no room for it. */
  push(event: string): boolean;
  /** Returns the next event when there is one; undefined if there are no more. */
  take(): Promise<string | undefined>;
  /** Ends the buffer. What it holds can still be taken, or is dropped. */
  end(rest: 'keep' | 'drop'): void;
}

/** Creates a buffer for one reader. */
export function createEventBuffer(limits: EventBufferLimits): EventBuffer {
  const events: string[] = [];
  let [length, isEnded] = [0, false];
  let wake: (() => void) | undefined;
  const notify = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push: (event) => {
      if (events.length >= limits.events || length + event.length > limits.length) return false;
      events.push(event);
      length += event.length;
      notify();
      return true;
    },
    take: async () => {
      if (events.length === 0 && !isEnded) await new Promise<void>((resolve) => (wake = resolve));
      const event = events.shift();
      length -= event?.length ?? 0;
      return event;
    },
    end: (rest) => {
      isEnded = true;
      if (rest === 'drop') events.length = 0;
      notify();
    },
  };
}
