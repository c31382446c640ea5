import { describe, expect, it } from '@jest/globals';
import { resolveComposition, type Candidate } from './resolve-composition.ts';
import type { Compose } from './composer.ts';

/** Composes names and schemas to a list of them, unless two that cannot be together are. */
const composing = (...quarrels: readonly (readonly string[])[]): { compose: Compose; calls: string[] } => {
  const calls: string[] = [];
  const compose: Compose = async (subgraphs) => {
    const sdls = subgraphs.map(({ sdl }) => sdl);
    calls.push(sdls.join(' '));
    const quarrel = quarrels.find((each) => each.every((sdl) => sdls.includes(sdl)));
    if (quarrel) return { composed: false, problems: [`${quarrel.join(' and ')} quarrel`] };
    return { composed: true, supergraphSdl: sdls.join(' '), hints: [] };
  };
  return { compose, calls };
};

const good = (name: string): Candidate => ({ name, sdl: `${name}1`, accepted: `${name}1` });
const change = (name: string): Candidate => ({ name, sdl: `${name}2`, accepted: `${name}1` });
const newcomer = (name: string): Candidate => ({ name, sdl: `${name}1` });

describe('arbitrating what does not compose', () => {
  it('takes all that compose, in one composition', async () => {
    const { compose, calls } = composing();
    const verdict = await resolveComposition([good('a'), change('b'), newcomer('c')], compose);
    expect(verdict.supergraphSdl).toBe('a1 b2 c1');
    expect([...verdict.accepted]).toEqual([
      ['a', 'a1'],
      ['b', 'b2'],
      ['c', 'c1'],
    ]);
    expect(verdict.rejected.size).toBe(0);
    expect(calls).toHaveLength(1);
  });

  it('leaves a newcomer out, and has no new graph then', async () => {
    const verdict = await resolveComposition([good('a'), newcomer('b')], composing(['b1']).compose);
    expect(verdict.supergraphSdl).toBeUndefined();
    expect([...verdict.accepted]).toEqual([['a', 'a1']]);
    expect([...verdict.rejected]).toEqual([['b', ['b1 quarrel']]]);
  });

  it('keeps the last good schema of one, and lets the change of another in', async () => {
    const verdict = await resolveComposition([change('a'), change('b')], composing(['a2', 'b1'], ['a2', 'b2']).compose);
    expect(verdict.supergraphSdl).toBe('a1 b2');
    expect([...verdict.rejected.keys()]).toEqual(['a']);
  });

  it('suspects a newcomer before one that was good', async () => {
    const verdict = await resolveComposition([change('a'), newcomer('b')], composing(['a2', 'b1']).compose);
    expect(verdict.supergraphSdl).toBe('a2');
    expect([...verdict.rejected]).toEqual([['b', ['a2 and b1 quarrel']]]);
  });

  it('lets in two that need each other, though a third spoils the whole', async () => {
    const verdict = await resolveComposition(
      [change('a'), change('b'), newcomer('c')],
      composing(['c1'], ['a2', 'b1'], ['a1', 'b2']).compose,
    );
    expect(verdict.supergraphSdl).toBe('a2 b2');
    expect([...verdict.rejected.keys()]).toEqual(['c']);
  });

  it('adds one by one when several spoil it', async () => {
    const verdict = await resolveComposition(
      [good('a'), change('b'), newcomer('c'), newcomer('d')],
      composing(['b2'], ['c1']).compose,
    );
    expect(verdict.supergraphSdl).toBe('a1 b1 d1');
    expect([...verdict.rejected]).toEqual([
      ['b', ['b2 quarrel']],
      ['c', ['c1 quarrel']],
    ]);
    expect([...verdict.accepted]).toEqual([
      ['a', 'a1'],
      ['b', 'b1'],
      ['d', 'd1'],
    ]);
  });

  it('has no graph when the first service has none', async () => {
    const verdict = await resolveComposition([newcomer('a')], composing(['a1']).compose);
    expect(verdict.supergraphSdl).toBeUndefined();
    expect(verdict.accepted.size).toBe(0);
  });
});
