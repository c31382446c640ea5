/*
 * The script of the playground's page. It adds to GraphiQL: requests go to this service only, credentials are encoded,
 * variables are filled in from earlier responses, and tabs are kept while the browser tab is open. The page embeds this
 * file after `response-stream.mjs`, without `import` and `export`, so it is plain JavaScript.
 */

import { abortable, resultsOf } from './response-stream.mjs';

/**
 * @typedef {import('./example-tab.ts').Step} Step
 * @typedef {import('./example-tab.ts').RenderedTab} Tab
 * @typedef {import('./example-tab.ts').PlaceholderData} Placeholder
 * @typedef {{ title: string, query: string | null, variables: string | null }} OpenTab
 * @typedef {{ tabs: readonly OpenTab[], activeTabIndex: number }} TabState
 * @typedef {{ query: string, variables?: unknown, operationName?: string | null }} Request
 * @typedef {{ uri: { path: string }, getValue(): string, setValue(text: string): void }} Model
 * @typedef {{ editor: { getModels(): readonly Model[] } }} Monaco
 * @typedef {{ renderYogaGraphiQL(root: Element, options: object): void }} GraphiQL
 */

/** The other globals of the page; `__MONACO` exists once GraphiQL has loaded its editors. */
const page = /** @type {{ YogaGraphiQL: GraphiQL, __MONACO?: Monaco }} */ (/** @type {unknown} */ (globalThis));

/** The operation name of GraphiQL's introspection request. */
const introspectionOperation = 'IntrospectionQuery';

/**
 * Returns the first value at a path; undefined if there is none or it is null. Every item of a list is tried.
 * @param {unknown} value
 * @param {readonly Step[]} path
 * @returns {unknown}
 */
export function valueAt(value, path) {
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path)).find((result) => result !== undefined);
  const [step, ...rest] = path;
  if (step === undefined) return value ?? undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const members = new Map(Object.entries(value));
  if (typeof step === 'string') return valueAt(members.get(step), rest);
  return Object.entries(step).every(([name, expected]) => members.get(name) === expected)
    ? valueAt(value, rest)
    : undefined;
}

/**
 * Records responses, and fills placeholders in the variables of tabs from the latest response that has a value. Only the
 * placeholder's hint is replaced, or the value that was filled in for it before.
 * @param {readonly Tab[]} tabs
 */
export function createFiller(tabs) {
  /** @type {Map<string, readonly Placeholder[]>} */
  const placeholdersOf = new Map(tabs.map((tab) => [tab.name, tab.placeholders]));
  /** @type {Map<Placeholder, unknown>} */
  const filledValues = new Map();
  /** @type {{ operation: string, data: unknown }[]} */
  let responses = [];

  /** @param {Placeholder} placeholder */
  const latestValue = ({ sources }) =>
    responses
      .flatMap(({ operation, data }) =>
        sources.filter((source) => source.operation === operation).map(({ path }) => valueAt(data, path)),
      )
      .find((value) => typeof value === 'string');

  return {
    /** @param {string} operation @param {unknown} data */
    record(operation, data) {
      responses = [{ operation, data }, ...responses.filter((response) => response.operation !== operation)];
    },
    /** @param {string} operation @param {string} variables @returns {string} */
    fill(operation, variables) {
      let text = variables;
      for (const placeholder of placeholdersOf.get(operation) ?? []) {
        const value = latestValue(placeholder);
        if (value === undefined) continue;
        for (const old of [placeholder.hint, filledValues.get(placeholder) ?? placeholder.hint])
          text = text.replaceAll(JSON.stringify(old), () => JSON.stringify(value));
        filledValues.set(placeholder, value);
      }
      return text;
    },
  };
}

/**
 * Returns headers with plain `Basic username:password` credentials encoded in Base64 (RFC 7617). Base64 has no colon, so
 * encoded credentials are recognized and stay unchanged.
 * @param {Readonly<Record<string, unknown>>} headers
 * @returns {Record<string, string>}
 */
export function encodeCredentials(headers) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const basic = name.toLowerCase() === 'authorization' ? /^basic +(.*:.*)$/i.exec(String(value)) : null;
      if (basic === null) return [name, String(value)];
      return [name, `Basic ${btoa(String.fromCodePoint(...new TextEncoder().encode(basic[1])))}`];
    }),
  );
}

/**
 * Returns the URL for queries. It differs from the page's own, because a POST to that would invalidate the cached page of
 * 2.4 MB (RFC 9111 §4.4).
 */
const endpoint = () => `${location.pathname}?from=playground`;

/**
 * Returns the name of the operation to run. GraphiQL notices a renamed operation in its editor with a delay, so its
 * `operationName` can be outdated.
 * @param {Request} request
 * @returns {string | undefined}
 */
export function operationOf({ query, operationName }) {
  const names = [...query.matchAll(/^\s*(?:query|mutation|subscription)\s+(\w+)/gm)].map(([, name]) => name);
  return names.find((name) => name === operationName) ?? names[0];
}

/** Streams are for subscriptions and deferred fragments; all else is answered in one piece. */
const accept = [
  'application/graphql-response+json',
  'application/json;q=0.9',
  'multipart/mixed;deferSpec=20220824;q=0.8',
  'text/event-stream;q=0.8',
].join(', ');

/**
 * Creates GraphiQL's fetcher. It sends only the credentials in the headers editor, and none for introspection, which
 * needs none and must not count as a sign-in attempt. GraphiQL cancels a request by `return` of the results.
 * @param {string} url
 * @param {(operation: string, data: unknown) => void} record
 */
export const createFetcher =
  (url, record) =>
  /** @param {Request} request @param {{ headers?: Readonly<Record<string, unknown>> }} [options] */
  (request, { headers = {} } = {}) =>
    abortable(async function* (signal) {
      const { query, variables } = request;
      const operationName = operationOf(request);
      const response = await fetch(url, {
        method: 'POST',
        credentials: 'omit',
        signal,
        headers: {
          accept,
          ...(operationName === introspectionOperation ? {} : encodeCredentials(headers)),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ query, variables, operationName }),
      });
      for await (const result of resultsOf(response)) {
        record(operationName ?? '', result['data']);
        yield result;
      }
    });

/** Keys under which GraphiQL would store tabs permanently, so that each reload opens more of them. */
const unstoredKeys = new Set(['tabState', 'query', 'variables', 'headers'].map((name) => `graphiql:${name}`));

/** The storage for GraphiQL's settings, without the contents of its editors. */
const settingsStorage = {
  get length() {
    return localStorage.length;
  },
  /** @param {string} name */
  getItem: (name) => (unstoredKeys.has(name) ? null : localStorage.getItem(name)),
  /** @param {string} name @param {string} value */
  setItem: (name, value) => void (unstoredKeys.has(name) || localStorage.setItem(name, value)),
  /** @param {string} name */
  removeItem: (name) => localStorage.removeItem(name),
  clear: () => localStorage.clear(),
};

/**
 * Creates the storage for edited tabs, which lasts until the browser tab is closed. It holds queries and variables, but
 * never headers, which contain passwords.
 * @param {readonly Tab[]} exampleTabs
 */
function createTabStorage(exampleTabs) {
  const key = `playground:${location.pathname}`;
  return {
    /** @returns {readonly OpenTab[] | undefined} */
    read: () => {
      const stored = JSON.parse(sessionStorage.getItem(key) ?? 'null');
      return Array.isArray(stored) ? stored : undefined;
    },
    /** @param {readonly OpenTab[]} tabs @param {ReadonlySet<string>} generated variables that the page itself has filled in */
    write(tabs, generated) {
      /** @param {OpenTab} tab @param {number} index */
      const isUnchanged = ({ query, variables }, index) =>
        query === exampleTabs[index]?.query &&
        ((variables ?? '') === exampleTabs[index].variables || generated.has(variables ?? ''));
      if (tabs.length === exampleTabs.length && tabs.every(isUnchanged)) return sessionStorage.removeItem(key);
      const stored = tabs.map(({ title, query, variables }) => ({ title, query, variables }));
      sessionStorage.setItem(key, JSON.stringify(stored));
    },
  };
}

/** Removes the query from the page's URL, and returns it as a tab. @returns {OpenTab[]} */
function takeLinkedTab() {
  const url = new URL(location.href);
  const [query, variables] = ['query', 'variables'].map((name) => url.searchParams.get(name));
  if (!query) return [];
  url.search = '';
  history.replaceState({}, '', url);
  return [{ title: '', query, variables: variables ?? null }];
}

/**
 * Opens GraphiQL with the example tabs, or with the tabs that the visitor has edited.
 * @param {Element} root
 * @param {{ tabs: readonly Tab[], headers: string }} options with any options of GraphiQL
 */
export function openPlayground(root, { tabs: exampleTabs, headers, ...options }) {
  const filler = createFiller(exampleTabs);
  const tabStorage = createTabStorage(exampleTabs);
  const generated = new Set();
  const linkedTabs = takeLinkedTab();
  const openTabs = tabStorage.read() ?? exampleTabs.map((tab) => ({ ...tab, title: tab.name }));
  const tabs = [...linkedTabs, ...openTabs].map((tab) => ({
    query: tab.query,
    variables: tab.variables,
    headers: exampleTabs.find(({ name }) => name === tab.title)?.headers ?? headers,
  }));

  /** @param {string} operation */
  const fillIn = (operation) => {
    const editor = page.__MONACO?.editor.getModels().find(({ uri }) => uri.path.endsWith('variables.json'));
    if (editor === undefined) return;
    const text = editor.getValue();
    const filled = filler.fill(operation, text);
    if (filled === text) return;
    generated.add(filled);
    editor.setValue(filled);
  };

  page.YogaGraphiQL.renderYogaGraphiQL(root, {
    ...options,
    fetcher: createFetcher(endpoint(), filler.record),
    storage: settingsStorage,
    shouldPersistHeaders: false,
    defaultTabs: tabs,
    headers,
    variables: tabs[0]?.variables,
    initialHeaders: tabs[0]?.headers,
    // GraphiQL's default writes each change into the page's URL.
    onEditQuery: () => undefined,
    /** @param {TabState} state */
    onTabChange: (state) => {
      tabStorage.write(state.tabs, generated);
      const tab = state.tabs[state.activeTabIndex];
      if (tab !== undefined) queueMicrotask(() => fillIn(tab.title));
    },
  });
}
