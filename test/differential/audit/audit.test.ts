import { describe, expect, it } from '@jest/globals';
import { createOwnGateway } from '../gateways/own.ts';
import { openWorld } from '../harness.ts';
import { formatCase } from '../report.ts';
import { readSuites } from './read-suites.ts';

const suites = readSuites();

describe('the public audit of federation gateways', () => {
  it('has 199 operations', () => expect(suites.flatMap(({ operations }) => operations)).toHaveLength(199));

  it.each(suites)('passes: $name', async ({ operations, subgraphs, missing }) => {
    const opened = await openWorld({ subgraphs, missing, failures: [] }, createOwnGateway);
    if ('problems' in opened) throw new Error(opened.problems.join('\n'));
    const failed: string[] = [];
    for (const { query, isRejected } of operations) {
      const isInvalid = opened.oracle.validate(query).length > 0;
      const outcome = isInvalid ? undefined : await opened.check({ query });
      const wasRejected = isInvalid || outcome?.mismatch?.kind === 'exception';
      if (isRejected !== wasRejected) failed.push(`${isRejected ? 'not ' : ''}rejected: ${query}`);
      else if (outcome?.mismatch !== undefined && !isRejected)
        failed.push(formatCase({ world: { subgraphs: [], failures: [] }, request: { query } }, outcome));
    }
    await opened.close();
    expect(failed.join('\n\n')).toBe('');
  });
});
