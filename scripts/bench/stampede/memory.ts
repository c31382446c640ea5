import { readFileSync } from 'node:fs';

/** Returns the most memory that a process has used at once, in megabytes (Linux). */
export function peakMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024);
}
