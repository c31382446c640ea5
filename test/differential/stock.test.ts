import { describe, expect, it } from '@jest/globals';
import { allFeatures, simpleFeatures } from './generate/features.ts';
import { createStockGateway } from './gateways/stock.ts';
import { runDifferential } from './run.ts';

const seed = 1;

/** Removes what Apollo's gateway is known to answer wrongly. */
const withoutKnownFaults: Parameters<typeof runDifferential>[0]['adapt'] = ({ subgraphs }) => ({
  subgraphs: subgraphs.some(({ sdl }) => /type Account|@requires\(fields: "[^"]*\(/.test(sdl)) ? [] : subgraphs,
  failures: [],
});

describe("the differential test on Apollo's gateway", () => {
  it('finds no fault in plain queries', async () => {
    const size = { seed, supergraphs: 4, operations: 80 };
    const features = { ...simpleFeatures, fragments: false };
    const report = await runDifferential({
      ...{ ...size, features, createGateway: createStockGateway, maxReports: 3, adapt: withoutKnownFaults },
    });
    expect(report.reports.join('\n\n')).toBe('');
    expect(report.checked).toBeGreaterThan(70);
  });

  it('finds its faults in other operations', async () => {
    const size = { seed, supergraphs: 1, operations: 40 };
    const report = await runDifferential({
      ...{ ...size, features: allFeatures, createGateway: createStockGateway, maxReports: 0 },
    });
    expect(Object.keys(report.mismatches)).not.toEqual([]);
  });
});
