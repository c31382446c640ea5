import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import type { ContractContext } from './contract-context.ts';

const metadata = ['_id', '_created', '_updated', '_etag', '_links'];
const projectionOf = (flags: object): string => `projection=${encodeURIComponent(JSON.stringify(flags))}`;

/** Declares the tests of `projection` and `links_only`. */
export function projection({ plan: { name }, subject, hal, postSample }: ContractContext): void {
  it('applies projection and links_only, and rejects unknown fields', async () => {
    const self = (await postSample())._links.self.href;
    const { body } = await hal('GET', self);
    const keys = async (query: string): Promise<readonly string[]> =>
      Object.keys((await hal('GET', `${self}?${query}`)).body).toSorted();
    const first = await checkProjections(body, keys);
    expect(await keys('links_only')).toEqual(['_links']);
    await postSample();
    const list = await hal('GET', `${subject().collection}?links_only=true&max_results=1`);
    expect(Object.keys(list.body._embedded[name][0])).toEqual(['_links']);
    expect(list.body._links.last.href).toContain('links_only=true');
    expect((await hal('GET', `${self}?${projectionOf({ _id: 0 })}`)).status).toBe(400);
    const invalid = await hal('GET', `${self}?projection=nothing`);
    expect([invalid.status, invalid.body.detail]).toEqual([400, expect.stringContaining('"nothing" is unknown')]);
    expect((await hal('GET', `${self}?${projectionOf({ [first ?? 'x']: 2 })}`)).status).toBe(400);
  });
}

/** Includes and excludes the first member that is no metadata, if there is one. Returns its name. */
async function checkProjections(
  body: HalBody,
  keys: (query: string) => Promise<readonly string[]>,
): Promise<string | undefined> {
  const [first, ...others] = Object.keys(body).filter((member) => !metadata.includes(member));
  if (first === undefined) return undefined;
  for (const query of [`projection=${first}`, projectionOf({ [first]: 1 }), projectionOf({ [first]: 1, _id: 1 })])
    expect(await keys(query)).toEqual([first, ...metadata].toSorted());
  expect(await keys(projectionOf({ [first]: 0 }))).toEqual([...others, ...metadata].toSorted());
  return first;
}
