import { expect, it } from '@jest/globals';
import type { HalResult } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

/** Declares the tests of `Prefer: return=…` (RFC 7240, section 4.2). */
export function preferences({ hal, newDocument, post }: ContractContext): void {
  it('applies the preferred return of a written document, and confirms it in Preference-Applied', async () => {
    const prefer = async (preference: string): Promise<HalResult> =>
      post(await newDocument(), { headers: { prefer: preference } });
    const minimal = await prefer('return=minimal');
    expect([minimal.status, minimal.body, minimal.headers.get('preference-applied')]).toEqual([
      201,
      undefined,
      'return=minimal',
    ]);
    const location = minimal.headers.get('location') ?? '';
    expect((await hal('GET', location)).headers.get('etag')).toBe(minimal.headers.get('etag'));
    const representation = await prefer('return=representation');
    expect([representation.body._id, representation.headers.get('preference-applied')]).toEqual([
      expect.any(String),
      'return=representation',
    ]);
  });
}
