import { expect, it } from '@jest/globals';
import type { HalBody } from '../../support/clients.ts';
import { bodyOf, type ContractContext } from './contract-context.ts';

/** Declares the tests of paging, sorting and filtering of lists. */
export function lists(context: ContractContext): void {
  pagesByNumber(context);
  describesItself(context);
  knowsItsParent(context);
  sortsAndFilters(context);
}

function pagesByNumber({ plan: { name }, subject, hal, postSample }: ContractContext): void {
  it('pages lists, with the total and links to the other pages', async () => {
    await postSample();
    await postSample();
    const { body } = await hal('GET', `${subject().collection}?max_results=1&page=2`);
    expect(body._embedded[name]).toHaveLength(1);
    expect(body._meta).toMatchObject({ page: 2, max_results: 1, total: expect.any(Number) });
    for (const rel of ['first', 'prev', 'last']) expect((await hal('GET', body._links[rel].href)).status).toBe(200);
    for (const rel of ['self', 'first', 'prev', 'last']) expect(body._links[rel].href).toContain('max_results=1&page=');
    const beyond = await hal('GET', `${subject().collection}?page=100000`);
    expect([beyond.status, beyond.body._embedded[name]]).toEqual([200, []]);
  });
}

function describesItself({ subject, hal, postSample }: ContractContext): void {
  it('has a self link with the query that was sent, and the total as a header', async () => {
    await postSample();
    const list = subject().collection;
    for (const query of ['', '?max_results=1', '?sort=-_id&where=%7B%22_id%22%3A%22none%22%7D&embed=&unknown=1']) {
      const { headers, body } = await hal('GET', `${list}${query}`);
      expect(body._links.self.href).toBe(`${list}${query}`);
      expect(headers.get('x-total-count')).toBe(String(body._meta.total));
    }
    const { body } = await hal('GET', `${list}?where={"_id":"a%20b"}`);
    expect(body._links.self.href).toBe(`${list}?where=%7B%22_id%22:%22a%20b%22%7D`);
    expect((await hal('GET', body._links.self.href)).status).toBe(200);
  });
}

function knowsItsParent({ subject, hal, newDocument }: ContractContext): void {
  it('is 404 if it belongs to a document that does not exist, whatever the body of a POST says', async () => {
    const created = await newDocument();
    for (const relation of Object.keys(created.references)) {
      const list = `${subject().collection}/${relation}/none`;
      const details = async (method: string, request = {}, path = '') => {
        const { status, body } = await hal(method, `${list}${path}`, request);
        expect([method, path, request, status]).toEqual([method, path, request, 404]);
        expect(body?.detail).toContain(`"none"`);
      };
      await details('GET');
      await details('GET', {}, '?where={"_id":"none"}');
      // Documents with a parent are created in its lists only.
      const form = `${subject().collection}/${relation}/${created.references[relation]}/create-form`;
      if ((await hal('GET', form)).status === 404) continue;
      await details('GET', {}, '/create-form');
      const valid = bodyOf({ ...created, references: { ...created.references, [relation]: 'none' } });
      for (const body of [valid, [valid, valid], {}, [], 7, { nonsense: 1 }, { [relation]: 'other' }, bodyOf(created)])
        await details('POST', { body });
      await details('POST');
      const emptied = await hal('DELETE', list);
      expect([emptied.status, emptied.body.delete_count]).toEqual([200, 0]);
    }
  });
}

function sortsAndFilters({ plan: { name, plural }, type, subject, hal, execute, postSample }: ContractContext): void {
  it('lists in the order of insertion, sorts, and filters', async () => {
    const [one, other] = [await postSample(), await postSample()];
    const where = encodeURIComponent(JSON.stringify({ _id: { $in: [other._id, one._id] } }));
    const ids = async (query: string): Promise<readonly string[]> => {
      const { body } = await hal('GET', `${subject().collection}?where=${where}${query}`);
      return body._embedded[name].map((each: HalBody) => each._id);
    };
    expect(await ids('')).toEqual([one._id, other._id]);
    expect(await ids('&sort=-_id')).toEqual([other._id, one._id]);
    const query = `query ($filter: ${type}Filter!) { ${plural}(filter: $filter, orderBy: [{ field: ID, direction: DESC }]) { totalCount nodes { id } } }`;
    const { data } = await execute(query, { filter: { id: { in: [one._id, other._id] } } });
    expect(data[plural]).toEqual({ totalCount: 2, nodes: [{ id: other._id }, { id: one._id }] });
  });
}
