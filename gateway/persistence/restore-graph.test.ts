import { describe, expect, it, jest } from '@jest/globals';
import { recordLog } from '../../test/support/recorded-log.ts';
import { restoreGraph } from './restore-graph.ts';

const graph = { supergraphSdl: 'the graph', services: [] };
const file = { read: async () => ({ graph, savedAt: '2026-01-01T00:00:00.000Z' }) };

describe('restoring the last graph', () => {
  it('serves the graph of the file', async () => {
    const update = jest.fn(async () => undefined);
    expect(await restoreGraph({ update }, file, recordLog().log)).toEqual(graph);
    expect(update.mock.calls).toEqual([['the graph']]);
  });

  it('ignores a graph that cannot be served, with one warning', async () => {
    const { log, lines } = recordLog();
    const update = () => Promise.reject(new Error('not a supergraph'));
    expect(await restoreGraph({ update }, file, log)).toBeUndefined();
    expect(lines()).toMatchObject([{ level: 40, msg: expect.stringContaining('not a supergraph') }]);
  });

  it('does nothing without a file', async () => {
    const update = jest.fn(async () => undefined);
    expect(await restoreGraph({ update }, { read: async () => undefined }, recordLog().log)).toBeUndefined();
    expect(update).not.toHaveBeenCalled();
  });
});
