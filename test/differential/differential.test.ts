import { describe, expect, it } from '@jest/globals';
import { allFeatures } from './generate/features.ts';
import { createOwnGateway } from './gateways/own.ts';
import { differentialOptions } from './options.ts';
import { runDifferential } from './run.ts';

const timeoutMs = 3_600_000;

describe('the gateway and graphql-js on one schema', () => {
  const options = differentialOptions('the differential test');

  it(
    'give the same results for random operations over random supergraphs',
    async () => {
      const startedAt = performance.now();
      const { reports, ...counts } = await runDifferential({
        ...{ ...options, features: allFeatures, createGateway: createOwnGateway, maxReports: 10, faultPercent: 15 },
      });
      console.log(`${JSON.stringify(counts)}; ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
      expect(reports.join('\n\n')).toBe('');
      expect(counts.mismatches).toEqual({});
      expect(counts.checked).toBeGreaterThan(options.operations * 0.9);
    },
    timeoutMs,
  );
});
