import pino from 'pino';

export type Log = pino.Logger;

/** Never written to a log, wherever they stand. */
const secrets = ['password', '*.password', 'authorization', 'headers.authorization', 'req.headers.authorization'];

/**
 * A structured logger (JSON lines on standard output) for one part of the system.
 * `LOG_LEVEL` sets the level: `fatal error warn info debug trace silent`; `info` if not set. `HY_INSTANCE_NAME` stands
 * in every line, so that instances can be told apart.
 */
export function createLog(part: string): Log {
  const instance = process.env['HY_INSTANCE_NAME'];
  return pino({
    level: process.env['LOG_LEVEL'] ?? 'info',
    base: { part, ...(instance === undefined ? {} : { instance }) },
    redact: { paths: secrets, censor: '[redacted]' },
  });
}
