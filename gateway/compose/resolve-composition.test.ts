import { describe, expect, it } from '@jest/globals';
import { resolveComposition, type Candidate } from './resolve-composition.ts';
import type { Compose } from './composer.ts';

/** Creates a composer that joins the SDLs, and fails if all SDLs of a conflict are present. Records its calls. */
const createFakeComposer = (...conflicts: readonly (readonly string[])[]): { compose: Compose; calls: string[] } => {
  const calls: string[] = [];
  const compose: Compose = async (subgraphs) => {
    const sdls = subgraphs.map(({ sdl }) => sdl);
    calls.push(sdls.join(' '));
    const conflict = conflicts.find((members) => members.every((sdl) => sdls.includes(sdl)));
    if (conflict) return { composed: false, problems: [`${conflict.join(' and ')} conflict`] };
    return { composed: true, supergraphSdl: sdls.join(' '), hints: [] };
  };
  return { compose, calls };
};

const unchanged = (name: string): Candidate => ({ name, sdl: `${name}1`, accepted: `${name}1` });
const changed = (name: string): Candidate => ({ name, sdl: `${name}2`, accepted: `${name}1` });
const away = (name: string): Candidate => ({ ...unchanged(name), away: true });
const added = (name: string): Candidate => ({ name, sdl: `${name}1` });

describe('resolveComposition', () => {
  it('accepts all candidates in one composition if they compose', async () => {
    const { compose, calls } = createFakeComposer();
    const result = await resolveComposition([unchanged('a'), changed('b'), added('c')], compose);
    expect(result.supergraphSdl).toBe('a1 b2 c1');
    expect([...result.accepted]).toEqual([
      ['a', 'a1'],
      ['b', 'b2'],
      ['c', 'c1'],
    ]);
    expect(result.rejected.size).toBe(0);
    expect(calls).toHaveLength(1);
  });

  it('rejects a new candidate, and returns no supergraph if nothing else changed', async () => {
    const result = await resolveComposition([unchanged('a'), added('b')], createFakeComposer(['b1']).compose);
    expect(result.supergraphSdl).toBeUndefined();
    expect([...result.accepted]).toEqual([['a', 'a1']]);
    expect([...result.rejected]).toEqual([['b', ['b1 conflict']]]);
  });

  it('keeps the last valid schema of a rejected candidate and accepts the change of another', async () => {
    const result = await resolveComposition(
      [changed('a'), changed('b')],
      createFakeComposer(['a2', 'b1'], ['a2', 'b2']).compose,
    );
    expect(result.supergraphSdl).toBe('a1 b2');
    expect([...result.rejected.keys()]).toEqual(['a']);
  });

  it('rejects a new candidate rather than a changed one', async () => {
    const result = await resolveComposition([changed('a'), added('b')], createFakeComposer(['a2', 'b1']).compose);
    expect(result.supergraphSdl).toBe('a2');
    expect([...result.rejected]).toEqual([['b', ['a2 and b1 conflict']]]);
  });

  it('accepts two changes that need each other although a third candidate does not compose', async () => {
    const result = await resolveComposition(
      [changed('a'), changed('b'), added('c')],
      createFakeComposer(['c1'], ['a2', 'b1'], ['a1', 'b2']).compose,
    );
    expect(result.supergraphSdl).toBe('a2 b2');
    expect([...result.rejected.keys()]).toEqual(['c']);
  });

  it('adds candidates one by one if several do not compose', async () => {
    const result = await resolveComposition(
      [unchanged('a'), changed('b'), added('c'), added('d')],
      createFakeComposer(['b2'], ['c1']).compose,
    );
    expect(result.supergraphSdl).toBe('a1 b1 d1');
    expect([...result.rejected]).toEqual([
      ['b', ['b2 conflict']],
      ['c', ['c1 conflict']],
    ]);
    expect([...result.accepted]).toEqual([
      ['a', 'a1'],
      ['b', 'b1'],
      ['d', 'd1'],
    ]);
  });

  it('returns no supergraph if the only candidate does not compose', async () => {
    const result = await resolveComposition([added('a')], createFakeComposer(['a1']).compose);
    expect(result.supergraphSdl).toBeUndefined();
    expect(result.accepted.size).toBe(0);
  });

  it('needs a linear number of compositions if many candidates do not compose', async () => {
    const bad = Array.from({ length: 60 }, (_, index) => `bad${index}`);
    const { compose, calls } = createFakeComposer(...bad.map((name) => [`${name}1`]));
    const good = ['a', 'b', 'c', 'd'];
    const result = await resolveComposition([...good, ...bad].map(added), compose);
    expect(result.supergraphSdl).toBe('a1 b1 c1 d1');
    expect(result.rejected.size).toBe(60);
    expect(calls.length).toBeLessThan(5 * 60);
  });

  it('finds the good among many in a logarithmic number of compositions', async () => {
    const names = Array.from({ length: 64 }, (_, index) => `c${String(index).padStart(2, '0')}`);
    const { compose, calls } = createFakeComposer(['c171']);
    const result = await resolveComposition(names.map(added), compose);
    expect([...result.rejected.keys()]).toEqual(['c17']);
    expect(result.accepted.size).toBe(63);
    expect(calls.length).toBeLessThan(20);
  });

  it('replaces a service that is away by a new one that composes only without it', async () => {
    const { compose } = createFakeComposer(['a1', 'b1']);
    const result = await resolveComposition([away('a'), added('b'), unchanged('c')], compose);
    expect(result.supergraphSdl).toBe('b1 c1');
    expect([...result.rejected]).toEqual([['a', ['a1 and b1 conflict']]]);
  });

  it('keeps a service that is away beside a new one that composes with it, or that does not compose', async () => {
    expect((await resolveComposition([away('a'), added('b')], createFakeComposer().compose)).supergraphSdl).toBe(
      'a1 b1',
    );
    const result = await resolveComposition(
      [away('a'), added('b'), unchanged('c'), added('d')],
      createFakeComposer(['b1']).compose,
    );
    expect(result.supergraphSdl).toBe('a1 c1 d1');
    expect([...result.rejected.keys()]).toEqual(['b']);
  });

  it('removes only those services that are away and in the way', async () => {
    const { compose } = createFakeComposer(['a1', 'z1'], ['c1', 'z1']);
    const result = await resolveComposition([away('a'), away('b'), away('c'), away('d'), added('z')], compose);
    expect([...result.accepted.keys()]).toEqual(['b', 'd', 'z']);
    expect([...result.rejected.keys()]).toEqual(['a', 'c']);
  });
});
