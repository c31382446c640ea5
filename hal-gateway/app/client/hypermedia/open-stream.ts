import type { PageRequest } from '../../../../kit/html/client/net/send.ts';
import type { Navigator } from './navigator.ts';
import type { Trail } from './trail.ts';

interface OpenStreamSettings {
  readonly navigator: Pick<Navigator, 'locate' | 'forget'>;
  /** Sends a request, and resolves when the headers of its response are there. @throws if there is none */
  open(request: PageRequest, signal: AbortSignal): Promise<Response>;
}

/** Opens the stream at the end of a trail. @throws if there is no response, or if the trail leads nowhere now */
export type OpenStream = (
  trail: Trail,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<Response>;

/** Creates what opens streams. After a failure, the links are read again: the service may be elsewhere then. */
export function createStreamOpener({ navigator, open }: OpenStreamSettings): OpenStream {
  const attempt = async (...[trail, headers, signal]: Parameters<OpenStream>) => {
    const located = await navigator.locate(trail);
    if (!located.ok) throw new Error('the stream has no link now');
    return { url: located.url, response: await open({ method: 'GET', url: located.url, headers }, signal) };
  };
  return async (trail, headers, signal) => {
    try {
      const first = await attempt(trail, headers, signal);
      if (first.response.status !== 404) return first.response;
      navigator.forget();
      const located = await navigator.locate(trail);
      return located.ok && located.url !== first.url
        ? (await attempt(trail, headers, signal)).response
        : first.response;
    } catch (error) {
      if (!signal.aborted) navigator.forget();
      throw error;
    }
  };
}
