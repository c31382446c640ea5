import { wireErrors } from '../wire-errors.ts';

const codes = Object.entries(wireErrors).map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`);

/** The schema's own description, in Markdown: what a client must know besides the types. */
export const guide = [
  'Say who you are in the header `Authorization`: `Basic` with username and password, or `Bearer` with a token. Without it, little more than the schema is to be had.',
  'Lists are Relay connections: `first` with `after`, or `last` with `before`, ask for a page; `filter` says which items, `orderBy` in which order.',
  'A mutation answers a union: what it has done, or a `Problem` that was to be expected, whose `type` leads to a page about it. Changing and removing take as `ifMatch` the `etag` that was read, and answer `Stale` when it is not the current one. With a header `Idempotency-Key`, a creation can be sent again when its answer was lost.',
  `Whatever else goes wrong is in \`errors\`, with a \`requestId\` that the log has as well, and one of these as \`extensions.code\`:\n${codes.join('\n')}`,
].join('\n\n');
