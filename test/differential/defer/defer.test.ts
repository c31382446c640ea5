import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allFeatures } from '../generate/features.ts';
import { operations } from '../generate/operation.ts';
import { createDeferringGateway } from '../gateways/own.ts';
import { openWorld } from '../harness.ts';
import { differentialOptions } from '../options.ts';
import { worldsOf } from '../run.ts';

describe('deferred fragments', () => {
  const { seed, supergraphs, operations: runs } = differentialOptions('deferred fragments');

  it('are, merged, what graphql-js answers without @defer', async () => {
    const counts = { checked: 0, deferred: 0 };
    for (let number = 0; number < supergraphs; number++) {
      for (const world of worldsOf(seed + number)) {
        const opened = await openWorld(world, createDeferringGateway);
        if ('problems' in opened) continue;
        const share = { seed: seed + number, numRuns: Math.ceil(runs / supergraphs) };
        for (const request of fc.sample(operations(opened.apiSchema, allFeatures), share).flat()) {
          if (opened.oracle.validate(request.query).length > 0) continue;
          const { expected, result, mismatch } = await opened.check(request);
          const exception = mismatch?.kind === 'exception' ? mismatch : undefined;
          // A null that comes up from a field ends at a deferred fragment, so that data with errors can differ.
          if (expected.errors.possible.length > 0) continue;
          expect({ seed: seed + number, request, exception, result }).toEqual({
            ...{ seed: seed + number, request },
            result: { data: expected.data, extensions: { deferred: expect.any(Number) } },
          });
          counts.checked += 1;
          counts.deferred += Number(result.extensions?.deferred);
        }
        await opened.close();
        break;
      }
    }
    console.log(JSON.stringify(counts));
    expect(counts.deferred).toBeGreaterThan(counts.checked / 2);
  }, 3_600_000);
});
