import type { PageRequest } from '../net/send.ts';
import { accept } from '../net/send.ts';

/** Quotes a text for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The token is a variable of the shell: it must not get into histories and screenshots. */
const placeholder = '"authorization: Bearer $TOKEN"';

/** Returns the `curl` command for a request, with a placeholder for the token. */
export function curlCommand({ method, url, headers = {}, body }: PageRequest, isSignedIn: boolean): string {
  const shown = Object.entries({ accept: accept.replace(/, \*\/\*.*$/, ''), ...headers }).filter(
    ([name]) => name !== 'authorization',
  );
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`,
    ...shown.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(isSignedIn ? [`-H ${placeholder}`] : []),
    ...(body === undefined ? [] : [`-d ${quote(body)}`]),
  ].join(' \\\n  ');
}
