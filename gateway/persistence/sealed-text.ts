import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSameSecret } from '../../kit/util/is-same-secret.ts';
import { parseJson } from '../../kit/util/parse-json.ts';

/** How texts are sealed. */
export interface SealSettings {
  /** Names the format and its version. A text of another format is not unsealed. */
  readonly format: string;
  /** The key of the checksum: the secret that the parts of a system share (`SERVICE_SECRET`). */
  readonly secret: string;
}

/** A text whose seal is intact, or why it is not. */
export type Unsealed = { readonly text: string } | { readonly problem: string };

const headShape = z.object({ format: z.string(), checksum: z.string() });

/**
 * Returns a text with a first line that has its format and a keyed checksum (HMAC with SHA-256, RFC 2104), so that a
 * damaged text is recognized, and so is one that was written without the secret.
 */
export function seal(text: string, settings: SealSettings): string {
  const head = { format: settings.format, checksum: checksumOf(text, settings) };
  return `${JSON.stringify(head)}\n${text}`;
}

/** Returns a sealed text without its first line. */
export function unseal(sealed: string, settings: SealSettings): Unsealed {
  const end = sealed.indexOf('\n');
  const head = headShape.safeParse(parseJson(sealed.slice(0, Math.max(end, 0)))).data;
  if (head === undefined) return { problem: 'its first line is damaged' };
  if (head.format !== settings.format)
    return { problem: `its format is ${JSON.stringify(head.format)} instead of ${JSON.stringify(settings.format)}` };
  const text = sealed.slice(end + 1);
  return isSameSecret(head.checksum, checksumOf(text, settings))
    ? { text }
    : { problem: 'it is damaged, or was written with another SERVICE_SECRET' };
}

const checksumOf = (text: string, { format, secret }: SealSettings): string =>
  createHmac('sha256', secret).update(`${format}\n`).update(text).digest('hex');
