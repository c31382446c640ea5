import { isSuccess, type ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { linkOf, linksOf, type Link } from '../../../../kit/html/client/model/hal.ts';
import { expandTemplate } from '../../../../kit/html/client/model/uri-template.ts';
import type { PageRequest } from '../../../../kit/html/client/net/send.ts';
import { sleep } from '../../../../kit/html/client/net/sleep.ts';
import { createTemplateIndex, type TemplateIndex } from './template-index.ts';
import { keyOf, root, type Step, type Trail } from './trail.ts';

/** Where a trail leads now, or the response that says why it leads nowhere. */
export type Located =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly document: ShownDocument };

export interface LoadOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Goes from the root to documents by their links, and again when services have moved. */
export interface Navigator extends Pick<TemplateIndex, 'identify'> {
  /** Resolves the URL of the document at the end of a trail. */
  locate(trail: Trail): Promise<Located>;
  /** Reads a document. If its service does not answer, follows the links from the root again, for a while. */
  load(trail: Trail, options?: LoadOptions): Promise<ShownDocument>;
  /** Forgets all links: they are read from the root again. */
  forget(): void;
}

export interface NavigatorSettings {
  readonly rootUrl: string;
  send(request: PageRequest, signal?: AbortSignal): Promise<ShownDocument>;
  /** Called with each root that is read. */
  onRoot(root: ShownDocument): void;
  /** Pauses before further attempts, in milliseconds. */
  readonly pausesMs?: readonly number[];
}

const defaultPausesMs = [100, 300, 700, 1500, 3000, 5000];

/** A document that a link is missing in: its service may be away. */
const missing = ({ url }: ShownDocument, rel: string): ShownDocument => ({
  ...{ url, method: 'GET', status: 0, headers: {} },
  body: {
    title: 'This part is not available now',
    detail: `The service behind “${rel}” may be starting or moving. Try again in a moment.`,
  },
});

/** Whether a document may be elsewhere now: nobody answers there, or it is not there any more. */
const mayHaveMoved = ({ status }: ShownDocument): boolean => status === 0 || status === 404 || status === 410;

const isViewer = ({ rel }: Link): boolean => /(^|:)viewer$/.test(rel);

/** Creates a navigator. It keeps the links of the documents on the way, until it has to forget them. */
export function createNavigator(settings: NavigatorSettings): Navigator {
  const { rootUrl, send, onRoot, pausesMs = defaultPausesMs } = settings;
  const known = new Map<string, Promise<ShownDocument>>();
  const templates = createTemplateIndex();

  const read = async (url: string, headers: Readonly<Record<string, string>>): Promise<ShownDocument> => {
    const document = await send({ method: 'GET', url, headers });
    templates.learn(document);
    return document;
  };

  const readLinks = async (trail: Trail): Promise<ShownDocument> => {
    const located = await locate(trail);
    if (!located.ok) return located.document;
    // Of lists on the way, only the links are needed.
    const document = await read(located.url, trail.length === 0 ? {} : { prefer: 'return=minimal' });
    if (trail.length === 0) onRoot(document);
    return document;
  };

  const linksAt = (trail: Trail): Promise<ShownDocument> => {
    const key = keyOf(trail);
    const document = known.get(key) ?? readLinks(trail);
    known.set(key, document);
    void document.then((each) => !isSuccess(each) && known.get(key) === document && known.delete(key));
    return document;
  };

  const findViewer = async (): Promise<Located> => {
    const document = await linksAt(root);
    const homes = linksOf(document.body, document.url).filter(({ rel, isGuest }) => rel === 'service' && !isGuest);
    const found = await Promise.all(
      homes.map(async ({ href }) => linksOf((await read(href, {})).body, href).find(isViewer)),
    );
    const link = found.find((each) => each !== undefined);
    return link === undefined ? { ok: false, document: missing(document, 'viewer') } : { ok: true, url: link.href };
  };

  const locateStep = async (before: Trail, step: Step): Promise<Located> => {
    if ('viewer' in step) return findViewer();
    const document = await linksAt(before);
    if (!isSuccess(document)) return { ok: false, document };
    const link = linkOf(document.body, step.rel, document.url);
    if (link === undefined) return { ok: false, document: missing(document, step.rel) };
    return { ok: true, url: expandTemplate(link.href, step.values ?? {}) };
  };

  const locate = async (trail: Trail): Promise<Located> => {
    const step = trail.at(-1);
    return step === undefined ? { ok: true, url: rootUrl } : locateStep(trail.slice(0, -1), step);
  };

  const attempt = async (trail: Trail, { headers = {}, signal }: LoadOptions): Promise<ShownDocument> => {
    const located = await locate(trail);
    if (!located.ok) return located.document;
    const document = await send({ method: 'GET', url: located.url, headers }, signal);
    templates.learn(document);
    if (isSuccess(document)) known.set(keyOf(trail), Promise.resolve(document));
    return document;
  };

  const forget = (): void => known.clear();

  const load = async (trail: Trail, options: LoadOptions = {}): Promise<ShownDocument> => {
    let document = await attempt(trail, options);
    for (const ms of pausesMs) {
      if (!mayHaveMoved(document) || options.signal?.aborted === true) return document;
      forget();
      const again = await attempt(trail, options);
      // What its own service does not find is gone.
      if (again.status !== 0 && again.url === document.url) return again;
      document = again;
      if (document.status === 0) await sleep(ms, options.signal);
    }
    return document;
  };

  return { locate, load, forget, identify: templates.identify };
}
