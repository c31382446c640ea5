import pino from 'pino';
import { readSettings } from './settings/setting.ts';
import { choice, text } from './settings/types.ts';

export type Log = pino.Logger;

/** Never written to a log, wherever they stand. */
const secrets = ['password', '*.password', 'authorization', 'headers.authorization', 'req.headers.authorization'];

/** Settings of the log. */
export const logSettings = {
  level: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    variable: 'LOG_LEVEL',
    group: 'Logging',
    description:
      'The least severe level that is logged, as JSON lines on standard output. `debug` logs every request. `npm start` sets `warn` where the variable is not set.',
    default: 'info',
  }),
  instance: text({
    variable: 'HY_INSTANCE_NAME',
    group: 'Logging',
    description: 'The name of this instance in every line of its log, to tell instances of one part apart.',
    default: undefined,
    unset: 'no name',
  }),
};

/**
 * Creates a structured logger for one part of the system. The log belongs to the process: its settings come from
 * `process.env`. @throws InvalidSettingError
 */
export function createLog(part: string): Log {
  const { level, instance } = readSettings(logSettings, process.env);
  return pino({
    level,
    base: { part, ...(instance === undefined ? {} : { instance }) },
    redact: { paths: secrets, censor: '[redacted]' },
  });
}
