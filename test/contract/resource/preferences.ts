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

  it('leaves the documents of a list out, and keeps its links and forms', async () => {
    const { body: created } = await post(await newDocument());
    const list = created._links.collection.href;
    const headers = { prefer: 'return=minimal', accept: 'application/prs.hal-forms+json' };
    const [whole, minimal] = [
      await hal('GET', list, { headers: { accept: headers.accept } }),
      await hal('GET', list, { headers }),
    ];
    const { _embedded, ...rest } = whole.body;
    expect(Object.values(_embedded)).not.toEqual([[]]);
    expect([minimal.status, minimal.body]).toEqual([200, rest]);
    expect(minimal.headers.get('preference-applied')).toBe('return=minimal');
    expect(minimal.headers.get('etag')).not.toBe(whole.headers.get('etag'));
  });

  it('counts the first of several preferences, and takes parameters and other names as such', async () => {
    const prefer = async (preference: string) => {
      const { body, headers } = await post(await newDocument(), { headers: { prefer: preference } });
      return [preference, body === undefined, headers.get('preference-applied')];
    };
    for (const [preference, isMinimal, applied] of [
      ['return=minimal, return=representation', true, 'return=minimal'],
      ['wait=10; return=minimal', false, null],
      ['x_return=minimal', false, null],
    ] as const)
      expect(await prefer(preference)).toEqual([preference, isMinimal, applied]);
  });

  it('ignores a preference that cannot be met', async () => {
    const preferences = ['transclude="nothing"', 'transclude="a.b.c.d.e"', `transclude="${'nothing;'.repeat(20)}"`];
    for (const prefer of [...preferences, 'handling=strict, "']) {
      const headers = { prefer };
      const created = await post(await newDocument(), { headers });
      const read = await hal('GET', created.body._links.self.href, { headers });
      expect([prefer, created.status, read.status, read.headers.get('etag')]).toEqual([
        prefer,
        201,
        200,
        `"${created.body._etag}"`,
      ]);
    }
  });
}
