import { z } from 'zod';

const logLine = z.object({
  part: z.string(),
  msg: z.string(),
  err: z.object({ type: z.string(), message: z.string(), stack: z.string() }),
});

/** Returns the errors of a log: type, message, and the first stack frames. */
export function errorsIn(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    const parsed = line.startsWith('{') && line.endsWith('}') ? logLine.safeParse(JSON.parse(line)) : undefined;
    if (parsed?.success !== true) return [];
    const { part, err } = parsed.data;
    const stack = err.stack
      .split('\n')
      .slice(1)
      .filter((frame) => frame.includes('/kit/') || frame.includes('/subgraphs/'));
    return [`${part}: ${err.type} ${err.message.slice(0, 300)} ${stack.slice(0, 4).join('').replace(/\s+/g, ' ')}`];
  });
}
