import { describe, expect, it } from '@jest/globals';
import { compose } from './compose.ts';
import type { CreateGateway } from './gateway.ts';
import { createOwnGateway } from './gateways/own.ts';
import { openWorld } from './harness.ts';
import { faultyServiceCases, knownCases, type FaultyServiceCase, type KnownCase } from './known-cases.ts';
import { createDataModel } from './model/data-model.ts';
import { compare } from './oracle/compare.ts';
import { createOracle, type Expected } from './oracle/oracle.ts';
import { formatCase } from './report.ts';

async function open(world: Omit<KnownCase, 'requests'>, createGateway: CreateGateway) {
  const opened = await openWorld({ failures: [], ...world }, createGateway);
  if ('problems' in opened) throw new Error(opened.problems.join('\n'));
  return opened;
}

describe.each([['this gateway', createOwnGateway]] as const)('%s', (_name, createGateway) => {
  it.each(knownCases)('answers $title', async ({ requests, ...world }) => {
    const opened = await open(world, createGateway);
    const failed: string[] = [];
    for (const request of requests) {
      expect([request.query, opened.oracle.validate(request.query)]).toEqual([request.query, []]);
      const outcome = await opened.check(request);
      if (outcome.mismatch) failed.push(formatCase({ world: { subgraphs: [], failures: [] }, request }, outcome));
    }
    await opened.close();
    expect(failed.join('\n\n')).toBe('');
  });

  it.each(faultyServiceCases)('reports each field without a value after $title', async (faulty) => {
    const { title, subgraphs, failures = [], request, fault } = faulty;
    const opened = await open({ title, subgraphs, failures }, createGateway);
    const { result, mismatch, expected: right } = await opened.check(request, fault);
    await opened.close();
    const difference = compare(expectedWithout(faulty), { result, calls: right.calls });
    expect([difference?.message, mismatch?.message, result]).toEqual([undefined, undefined, result]);
  });
});

/** Returns what is expected if fields cannot be answered, with any messages. */
function expectedWithout({ subgraphs, request, unavailable }: FaultyServiceCase): Expected {
  const composed = compose(subgraphs);
  if ('problems' in composed) throw new Error(composed.problems.join('\n'));
  const indexes = [0, 1, 2, 3];
  const failures = unavailable.flatMap((coordinate) =>
    indexes.map((index) => ({ coordinate, index, kind: 'throw' as const })),
  );
  const expected = createOracle(composed.apiSchema, createDataModel({ subgraphs, failures })).execute(request);
  const { data, possible, required } = expected.errors;
  const anyMessage = <T extends object>(error: T) => ({ ...error, message: undefined });
  const errors = { data, possible: possible.map(anyMessage), required: required.map((group) => group.map(anyMessage)) };
  return { ...expected, errors };
}
