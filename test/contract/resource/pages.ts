import { expect, it } from '@jest/globals';
import { credentials, hal, type HalBody } from '../../support/clients.ts';
import { fetchPage } from '../../support/pages.ts';
import type { ContractContext } from './contract-context.ts';

const formsType = 'application/prs.hal-forms+json';

/** Declares the tests of pages. */
export function pages(context: ContractContext): void {
  showDocuments(context);
  leaveOthersAlone(context);
  haveEntityTags(context);
}

/** Returns one URL of each kind, with its status for the administrator. */
async function urlsOf({ subject, postSample }: ContractContext): Promise<readonly [string, number][]> {
  const { collection } = subject();
  const { _links: links } = await postSample();
  const item: string = links.self.href;
  const { origin } = new URL(collection);
  const { body: relations } = await hal('GET', `${origin}/relations`);
  return [
    [`${origin}/`, 200],
    [collection, 200],
    [`${collection}?max_results=1&sort=-_created`, 200],
    [`${collection}?sort=nothing`, 400],
    [`${collection}/create-form`, (await hal('GET', `${collection}/create-form`, { as: 'root' })).status],
    [item, 200],
    [links['edit-form'].href, 200],
    [`${collection}/nothing`, 404],
    [`${origin}/nothing`, 404],
    [`${origin}/relations`, 200],
    [relations._embedded.item[0]._links.self.href, 200],
    [`${origin}/problems/not-found`, 200],
    [`${origin}/openapi.json`, 200],
  ];
}

function showDocuments(context: ContractContext): void {
  it('has a page for each URL, with the status and the document of HAL-FORMS', async () => {
    for (const [url, status] of await urlsOf(context)) {
      const json = await hal('GET', url, { as: 'root', headers: { accept: `${formsType}, */*;q=0.1` } });
      const page = await fetchPage(url, { as: 'root' });
      const { href } = new URL(url);
      expect([url, page.status, json.status]).toEqual([url, status, status]);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.data).toMatchObject({ url: href, method: 'GET', status, body: json.body });
      expect(json.headers.get('content-type')).toContain(page.data.headers['content-type']);
      expect(page.html.match(/<h1>/g)).toHaveLength(1);
      const head = await fetchPage(url, { as: 'root', method: 'HEAD' });
      expect([head.status, head.html]).toEqual([status, '']);
      expect(head.headers.get('content-length')).toBe(page.headers.get('content-length'));
    }
  });

  it('shows the fields of a document with their titles, and its links', async () => {
    const { _links: links } = await context.postSample();
    const { html, data } = await fetchPage(links.self.href, { as: 'root' });
    for (const [name, title] of Object.entries(data.titles))
      if (data.body[name] !== undefined) expect(html).toContain(`<dt>${String(title)}</dt>`);
    const shown = Object.entries<HalBody>(links).filter(([rel]) => rel !== 'curies' && rel !== 'self');
    for (const { href } of shown.flatMap(([, link]) => link)) expect(html).toContain(`href="${href}"`);
    const members = Object.keys(data.body).filter((name) => !name.startsWith('_'));
    expect(Object.keys(data.titles)).toEqual(expect.arrayContaining(members));
  });
}

function leaveOthersAlone(context: ContractContext): void {
  it('answers clients of JSON and HAL as without pages', async () => {
    for (const [url, status] of await urlsOf(context))
      for (const accept of [
        '*/*',
        'application/json',
        'application/hal+json, text/html;q=0.9',
        'text/csv, */*;q=0.1',
      ]) {
        const response = await fetch(url, { headers: { accept, ...credentials('root') } });
        const text = await response.text();
        expect([url, accept, response.status, response.headers.get('vary')?.startsWith('Accept')]).toEqual([
          ...[url, accept, status, true],
        ]);
        expect(response.headers.get('content-type')).toContain('json');
        expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }
  });
}

function haveEntityTags({ postSample }: ContractContext): void {
  it('has an entity tag of its own for a page, with which it is cached', async () => {
    const { _links: links, _etag } = await postSample();
    const url: string = links.self.href;
    const page = await fetchPage(url, { as: 'root' });
    const etag = page.headers.get('etag') ?? '';
    const read = (tag: string, accept?: string) =>
      fetchPage(url, { as: 'root', headers: { 'if-none-match': tag, ...(accept === undefined ? {} : { accept }) } });
    const [again, byDocument, json] = [await read(etag), await read(`"${_etag}"`), await read(etag, '*/*')];
    expect([again.status, again.html, again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(again.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'));
    expect([byDocument.status, json.status]).toEqual([200, 200]);
    // The version of the document, for a write.
    expect([etag, page.data.headers.etag].every((tag) => tag.startsWith(`"${_etag}~`))).toBe(true);
  });
}
