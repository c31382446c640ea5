import pino from 'pino';
import { readSettings } from './settings/setting.ts';
import { choice, text } from './settings/types.ts';

export type Log = pino.Logger;

/** Paths of the members that are redacted in every log line. */
const secrets = ['password', '*.password', 'authorization', 'headers.authorization', 'req.headers.authorization'];

export const logSettings = {
  level: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    variable: 'LOG_LEVEL',
    group: 'Logging',
    description:
      'The least severe level that is logged, as JSON lines on standard output. `debug` logs every request. `npm start` sets `warn` if the variable is not set.',
    default: 'info',
  }),
  instance: text({
    variable: 'HY_INSTANCE_NAME',
    group: 'Logging',
    description: 'The name of this instance in every line of its log, which identifies it among instances of one part.',
    default: undefined,
    unset: 'no name',
  }),
};

/**
 * Creates a structured logger for one part of the system. Its settings are read from `process.env`.
 * @throws {InvalidSettingError} if a setting of the log is invalid.
 */
export function createLog(part: string): Log {
  const { level, instance } = readSettings(logSettings, process.env);
  return pino({
    level,
    base: { part, ...(instance === undefined ? {} : { instance }) },
    redact: { paths: secrets, censor: '[redacted]' },
  });
}
