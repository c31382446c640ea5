import pino from 'pino';
import type { Log } from '../../kit/util/log.ts';

/** A log whose lines a test reads. */
export interface RecordedLog {
  readonly log: Log;
  /** Returns the lines, without those of the level `debug` and below. */
  lines(): readonly { readonly level: number; readonly msg: string; readonly [member: string]: unknown }[];
}

/** Creates a log that keeps its lines. */
export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  return { log, lines: () => lines.map((line) => JSON.parse(line)) };
}
