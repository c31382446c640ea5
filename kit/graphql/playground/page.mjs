/*
 * What the playground's page does besides GraphiQL: it asks this service and nobody else, encodes credentials, fills in
 * variables from earlier answers, and keeps the tabs while the browser's tab is open. Plain JavaScript that imports
 * nothing: it stands in the page as it is here, less the word `export`.
 */

/**
 * @typedef {import('./example-tab.ts').Step} Step
 * @typedef {import('./example-tab.ts').RenderedTab} Tab
 * @typedef {import('./example-tab.ts').PlaceholderData} Blank
 * @typedef {{ title: string, query: string | null, variables: string | null }} OpenTab
 * @typedef {{ tabs: readonly OpenTab[], activeTabIndex: number }} Open
 * @typedef {{ query: string, variables?: unknown, operationName?: string | null }} Request
 * @typedef {{ uri: { path: string }, getValue(): string, setValue(text: string): void }} Model
 * @typedef {{ editor: { getModels(): readonly Model[] } }} Monaco
 * @typedef {{ renderYogaGraphiQL(root: Element, options: object): void }} GraphiQL
 */

/** What stands in the page besides this; the editors are there once GraphiQL has loaded them. */
const page = /** @type {{ YogaGraphiQL: GraphiQL, __MONACO?: Monaco }} */ (/** @type {unknown} */ (globalThis));

/** What GraphiQL calls the request that it sends by itself. */
const introspection = 'IntrospectionQuery';

/**
 * The first value at a path; every item of a list is tried.
 * @param {unknown} value
 * @param {readonly Step[]} path
 * @returns {unknown}
 */
export function valueAt(value, path) {
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path)).find((found) => found !== undefined);
  const [step, ...rest] = path;
  if (step === undefined) return value ?? undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const members = new Map(Object.entries(value));
  if (typeof step === 'string') return valueAt(members.get(step), rest);
  return Object.entries(step).every(([name, wanted]) => members.get(name) === wanted)
    ? valueAt(value, rest)
    : undefined;
}

/**
 * Remembers answers, and fills blanks in the variables of tabs from them: from the latest answer that has what is
 * wanted. Only a blank's own words are replaced, or what was filled in for them before.
 * @param {readonly Tab[]} tabs
 */
export function createFiller(tabs) {
  /** @type {Map<string, readonly Blank[]>} */
  const blanks = new Map(tabs.map((tab) => [tab.name, tab.placeholders]));
  /** @type {Map<Blank, unknown>} */
  const filled = new Map();
  /** @type {{ operation: string, data: unknown }[]} */
  let answers = [];

  /** @param {Blank} blank */
  const latest = ({ sources }) =>
    answers
      .flatMap(({ operation, data }) =>
        sources.filter((source) => source.operation === operation).map(({ path }) => valueAt(data, path)),
      )
      .find((value) => typeof value === 'string');

  return {
    /** @param {string} operation @param {unknown} data */
    note(operation, data) {
      answers = [{ operation, data }, ...answers.filter((answer) => answer.operation !== operation)];
    },
    /** @param {string} operation @param {string} variables @returns {string} */
    fill(operation, variables) {
      let text = variables;
      for (const blank of blanks.get(operation) ?? []) {
        const value = latest(blank);
        if (value === undefined) continue;
        for (const old of [blank.hint, filled.get(blank) ?? blank.hint])
          text = text.replaceAll(JSON.stringify(old), () => JSON.stringify(value));
        filled.set(blank, value);
      }
      return text;
    },
  };
}

/**
 * Headers as HTTP wants them: `Basic username:password` is written in Base64 (RFC 7617), in which there is no colon.
 * @param {Readonly<Record<string, unknown>>} headers
 * @returns {Record<string, string>}
 */
export function encoded(headers) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const plain = name.toLowerCase() === 'authorization' ? /^basic +(.*:.*)$/i.exec(String(value)) : null;
      if (plain === null) return [name, String(value)];
      return [name, `Basic ${btoa(String.fromCodePoint(...new TextEncoder().encode(plain[1])))}`];
    }),
  );
}

/**
 * Where this page came from, and queries go. A POST to the very address of the page would make the browser forget the
 * page (RFC 9111 §4.4), all 2.4 MB of it.
 */
const endpoint = () => `${location.pathname}?from=playground`;

/**
 * The operation that is meant. GraphiQL takes a moment to see that there is another one in its editor.
 * @param {Request} request
 * @returns {string | undefined}
 */
export function operationOf({ query, operationName }) {
  const names = [...query.matchAll(/^\s*(?:query|mutation)\s+(\w+)/gm)].map(([, name]) => name);
  return names.find((name) => name === operationName) ?? names[0];
}

/**
 * Sends what GraphiQL wants to know. Credentials are those of the editor and no others, and the schema is asked for
 * without: that needs none, and must not count as an attempt to sign in.
 * @param {(operation: string, data: unknown) => void} note
 */
const createFetcher =
  (note) =>
  /** @param {Request} request @param {{ headers?: Readonly<Record<string, unknown>> }} [given] */
  async (request, { headers = {} } = {}) => {
    const { query, variables } = request;
    const operationName = operationOf(request);
    const response = await fetch(endpoint(), {
      method: 'POST',
      credentials: 'omit',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(operationName === introspection ? {} : encoded(headers)),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables, operationName }),
    });
    const text = await response.text();
    try {
      const answer = JSON.parse(text);
      note(operationName ?? '', answer.data);
      return answer;
    } catch {
      throw new Error(`${response.status} ${response.statusText}, and no JSON: ${text.slice(0, 200)}`);
    }
  };

/** What GraphiQL would keep of tabs for good, and in a way that a reload opens more of them. */
const notKept = new Set(['tabState', 'query', 'variables', 'headers'].map((name) => `graphiql:${name}`));

/** The browser's storage for how the page looks, and not for what is in its editors. */
const lasting = {
  get length() {
    return localStorage.length;
  },
  /** @param {string} name */
  getItem: (name) => (notKept.has(name) ? null : localStorage.getItem(name)),
  /** @param {string} name @param {string} value */
  setItem: (name, value) => void (notKept.has(name) || localStorage.setItem(name, value)),
  /** @param {string} name */
  removeItem: (name) => localStorage.removeItem(name),
  clear: () => localStorage.clear(),
};

/**
 * Keeps the tabs that somebody has changed until the browser's tab is closed: queries and variables, never headers, in
 * which there are passwords.
 * @param {readonly Tab[]} offered
 */
function createKeep(offered) {
  const name = `playground:${location.pathname}`;
  return {
    /** @returns {readonly OpenTab[] | undefined} */
    read: () => {
      const kept = JSON.parse(sessionStorage.getItem(name) ?? 'null');
      return Array.isArray(kept) ? kept : undefined;
    },
    /** @param {readonly OpenTab[]} tabs @param {ReadonlySet<string>} written what the page itself has filled in */
    write(tabs, written) {
      /** @param {OpenTab} tab @param {number} index */
      const isOffered = ({ query, variables }, index) =>
        query === offered[index]?.query &&
        ((variables ?? '') === offered[index].variables || written.has(variables ?? ''));
      if (tabs.length === offered.length && tabs.every(isOffered)) return sessionStorage.removeItem(name);
      const kept = tabs.map(({ title, query, variables }) => ({ title, query, variables }));
      sessionStorage.setItem(name, JSON.stringify(kept));
    },
  };
}

/** A query in the page's address, which it is taken from: a tab of its own. @returns {OpenTab[]} */
function takeLinked() {
  const address = new URL(location.href);
  const [query, variables] = ['query', 'variables'].map((name) => address.searchParams.get(name));
  if (!query) return [];
  address.search = '';
  history.replaceState({}, '', address);
  return [{ title: '', query, variables: variables ?? null }];
}

/**
 * Opens GraphiQL with these tabs.
 * @param {Element} root
 * @param {{ tabs: readonly Tab[], headers: string }} options and whatever GraphiQL takes
 */
export function openPlayground(root, { tabs: offered, headers, ...options }) {
  const filler = createFiller(offered);
  const keep = createKeep(offered);
  const written = new Set();
  const linked = takeLinked();
  const tabs = [...linked, ...(keep.read() ?? offered.map((tab) => ({ ...tab, title: tab.name })))].map((tab) => ({
    query: tab.query,
    variables: tab.variables,
    headers: offered.find(({ name }) => name === tab.title)?.headers ?? headers,
  }));

  /** @param {string} operation */
  const fillIn = (operation) => {
    const variables = page.__MONACO?.editor.getModels().find(({ uri }) => uri.path.endsWith('variables.json'));
    if (variables === undefined) return;
    const text = variables.getValue();
    const filled = filler.fill(operation, text);
    if (filled === text) return;
    written.add(filled);
    variables.setValue(filled);
  };

  page.YogaGraphiQL.renderYogaGraphiQL(root, {
    ...options,
    fetcher: createFetcher(filler.note),
    storage: lasting,
    shouldPersistHeaders: false,
    defaultTabs: tabs,
    headers,
    variables: tabs[0]?.variables,
    initialHeaders: tabs[0]?.headers,
    // Otherwise each change is written into the page's address.
    onEditQuery: () => undefined,
    /** @param {Open} open */
    onTabChange: (open) => {
      keep.write(open.tabs, written);
      const tab = open.tabs[open.activeTabIndex];
      if (tab !== undefined) queueMicrotask(() => fillIn(tab.title));
    },
  });
}
