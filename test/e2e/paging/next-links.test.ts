import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hal, type HalBody } from '../../support/clients.ts';
import { testStores } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

const as = 'root';
const venueCount = 1400;
const pageSize = 200;

describe.each(testStores)('`next` of a list on $name', ({ open }) => {
  let system: TestSystem;
  const urlOf = (query: string): string => `${system.href('venue')}?max_results=${pageSize}&${query}`;
  const read = async (url: string): Promise<HalBody> => (await hal('GET', url, { as })).body;
  const create = (first: number, count: number) => {
    const body = Array.from({ length: count }, (_, index) => ({
      name: `Room ${first + index}`,
      capacity: 1 + ((first + index) % 3),
      ...(index % 2 === 0 ? {} : { description: `On floor ${index % 5}` }),
    }));
    return hal('POST', system.href('venue'), { as, body });
  };
  beforeAll(async () => {
    system = await startTestSystem(open);
    expect([(await create(0, 1000)).status, (await create(1000, venueCount - 1000)).status]).toEqual([201, 201]);
  });
  afterAll(() => system.close());

  it.each(['sort=_id', 'sort=-capacity', 'sort=description,-name', 'where={"capacity":{"$lte":3}}&sort=name'])(
    '%s: has a position behind 1000 documents, from which nothing is missed or repeated while documents are removed',
    async (query) => {
      const seen: string[] = [];
      const kept = new Set<string>();
      let removed = 0;
      let [number, positions] = [0, 0];
      for (let url: string | undefined = urlOf(query); url !== undefined;) {
        const { _embedded, _meta, _links }: HalBody = await read(url);
        expect(_meta).toMatchObject({ page: ++number, max_results: pageSize });
        seen.push(..._embedded.venue.map(({ _id }: HalBody) => _id));
        url = _links.next?.href;
        const hasPosition = url?.includes('after=') === true;
        expect(hasPosition).toBe(url !== undefined && number * pageSize > 1000);
        if (!hasPosition) continue;
        positions++;
        // The documents of the last page go: a page that skips documents would miss as many.
        for (const { _id, _etag, _links: links } of _embedded.venue.slice(0, 5)) {
          const gone = await hal('DELETE', links.self.href, { as, headers: { 'if-match': `"${_etag}"` } });
          expect([_id, gone.status]).toEqual([_id, 200]);
          removed++;
        }
      }
      expect(positions).toBeGreaterThan(0);
      expect(new Set(seen).size).toBe(seen.length);
      for (let page = 1; kept.size < seen.length - removed; page++) {
        const { _embedded }: HalBody = await read(`${system.href('venue')}?page=${page}&${query}`);
        if (_embedded.venue.length === 0) break;
        for (const { _id } of _embedded.venue) kept.add(_id);
      }
      expect([...kept].filter((id) => !seen.includes(id))).toEqual([]);
      expect(kept.size).toBe(seen.length - removed);
    },
  );

  it('has the position only for this list and order', async () => {
    const { _links }: HalBody = await read(urlOf('sort=name&page=6'));
    const after = new URL(_links.next.href).searchParams.get('after') ?? '';
    const { status, body } = await hal('GET', urlOf(`sort=capacity&after=${after}`), { as });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('after: ')]);
    expect((await hal('GET', urlOf('after=x'), { as })).status).toBe(400);
    const back: HalBody = await read((await read(_links.next.href))._links.prev.href);
    expect(back._links.self.href).not.toContain('after=');
    expect(back._meta.page).toBe(6);
  });
});
