import { describe, expect, it } from '@jest/globals';
import { renderPage, type PageContent } from './page.ts';

const base = 'https://library.test/books-service';
const content: PageContent = {
  ...{ method: 'GET', status: 200, headers: { 'content-type': 'application/hal+json' }, base, url: `${base}/books/1` },
  ...{ root: 'https://library.test/', graphql: undefined, titles: { year: 'Year of publication' } },
  ...{ product: { name: 'Library', slug: 'library', curie: 'lib' }, entry: undefined, body: null },
};
const render = (body: unknown, more: Partial<PageContent> = {}): string =>
  // The layout of the templates has no meaning.
  renderPage({ ...content, ...more, body }).replaceAll(/>\s*\n\s*</g, '><');
/** Returns the data that the script of a page reads. */
const dataIn = (page: string): unknown =>
  JSON.parse(/<script type="application\/json" id="document">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
const visible = (page: string): string => page.slice(0, page.indexOf('<script type="application/json"'));

const self = { href: `${base}/books/1` };

describe('a page', () => {
  it('shows the fields with their titles, the forms and the links', () => {
    const page = render({
      ...{ name: 'Emma', year: 1815, lost: false, isbn: null, _id: '1', _etag: 'x', _author_ref: '2' },
      _links: { self, author: { href: `${base}/authors/2`, title: 'The author' }, curies: [{ href: '/x/{rel}' }] },
      _templates: { default: { title: 'Change the book', method: 'PUT' } },
    });
    expect(page).toContain('<title>Emma – Library</title>');
    expect(page.match(/<h1>.*?<\/h1>/g)).toEqual(['<h1>Emma</h1>']);
    expect(page).toContain(
      '<dt>Year of publication</dt><dd>1815</dd><dt>Lost</dt><dd>false</dd><dt>Isbn</dt><dd>–</dd>',
    );
    expect(page).toContain('<li>Change the book <small>PUT</small></li>');
    expect(page).toContain(`<li><a href="${base}/authors/2">The author</a> <small>author</small></li>`);
    expect(visible(page)).not.toMatch(/curies|_author_ref|_etag/);
  });

  it('shows embedded documents as a table with links, and the links to other pages', () => {
    const page = render({
      _links: { self: { href: `${base}/books`, title: 'books' }, next: { href: `${base}/books?page=2` } },
      _meta: { page: 1, max_results: 1, total: 2 },
      _embedded: { book: [{ name: 'Emma', year: 1815, _id: '1', _links: { self } }], author: [] },
    });
    expect(page).toContain(
      '<thead><tr><th scope="col">Document</th><th scope="col">Name</th><th scope="col">Year of publication</th></tr></thead>',
    );
    expect(page).toContain(`<th scope="row"><a href="${base}/books/1">Emma</a></th><td>Emma</td><td>1815</td>`);
    expect(page).toContain('<h2>Author</h2><p>There are none.</p>');
    expect(page).toContain(`<nav aria-label="Pages"><ul><li><a href="${base}/books?page=2">Next</a></li></ul></nav>`);
  });

  it('shows what is wrong with each field of a problem, and where to sign in', () => {
    const problem = { title: 'Invalid', status: 422, detail: 'year: too early', _issues: { year: 'too early' } };
    const page = render(problem, { status: 422, signIn: `${base}/sign-in?to=%2F` });
    expect(page).toContain('<h1>Invalid</h1><p role="alert">year: too early</p>');
    expect(page).toContain('<dt>Year of publication</dt><dd>too early</dd>');
    expect(page).toContain(`<a href="${base}/sign-in?to=%2F">Sign in with a password</a>`);
  });

  it('renders a template as a form if it is a query at its origin', () => {
    const search = (href: string) => render({ _links: { search: { href, title: 'Search', templated: true } } });
    const form = search(`${base}/books{?where,sort}`);
    expect(form).toContain(`<form method="get" action="${base}/books">`);
    expect(form.match(/<input name="\w+"/g)).toEqual(['<input name="where"', '<input name="sort"']);
    for (const href of [`${base}/books/{id}`, 'https://elsewhere.test/books{?where}', 'javascript:alert(1){?a}'])
      expect(search(href)).toContain(`<li>Search <code>${href}</code>`);
  });

  it.each(['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', ' https://a.test', '//a.test', 'https:a'])(
    'does not link to %s',
    (href) => {
      const embedded = [{ name: 'Emma', site: href, _links: { self: { href } } }];
      const page = visible(render({ site: href, _links: { self, author: { href } }, _embedded: { book: embedded } }));
      expect(page.match(/(href|action)="(?!data:image)[^"]*"/g)).toEqual([
        'href="https://library.test/"',
        `href="${base}/"`,
      ]);
    },
  );

  it('names a document without a text by the end of its path', () => {
    const item = (href: string) => ({ year: 1815, _links: { self: { href } } });
    const page = render({
      _links: { self },
      _embedded: { book: [item(`${base}/books/first_edition`), item('no URL')] },
    });
    expect(page).toContain(`<th scope="row"><a href="${base}/books/first_edition">First edition</a></th>`);
    expect(page).toContain('<th scope="row">no URL</th>');
    expect(render({ status: 'ok' }, { url: `${base}/health` })).toContain('<h1>Health</h1>');
  });

  it('escapes names, values and URLs', () => {
    const hostile = `"><script>alert('1')</script>`;
    const links = { [hostile]: { href: `https://a.test/${hostile}`, title: hostile } };
    const document = { [hostile]: hostile, list: [hostile, { [hostile]: hostile }], _links: { self, ...links } };
    const templates = { _templates: { [hostile]: { title: hostile, method: hostile } } };
    const page = render({ ...document, ...templates, _embedded: { [hostile]: [document] } }, { signIn: hostile });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('"><script');
    expect(dataIn(page)).toMatchObject({ body: document });
  });

  it('has the document and what belongs to it as data', () => {
    const body = { a: '</script><!--' };
    expect(dataIn(render(body))).toEqual({
      ...{ url: `${base}/books/1`, method: 'GET', status: 200, headers: content.headers, body },
      ...{ root: 'https://library.test/', product: 'Library', titles: content.titles },
    });
  });

  it('loads its files from below the path of the part', () => {
    const entry = { script: 'main-1.js', styles: ['main-1.css'], modules: ['chunk-1.js'] };
    const page = render({}, { entry });
    expect(page).toContain('<link rel="stylesheet" href="/books-service/pages/main-1.css" />');
    expect(page).toContain('<link rel="modulepreload" href="/books-service/pages/chunk-1.js" />');
    expect(page).toContain('<script type="module" src="/books-service/pages/main-1.js"></script>');
    expect(render({})).not.toContain('src=');
  });
});
