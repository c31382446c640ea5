import { wireErrors } from '../wire-errors.ts';

const codes = Object.entries(wireErrors).map(([code, { meaning }]) => `- \`${code}\`: ${meaning}`);

/** The description of the root of all queries, in Markdown: what a client must know in addition to the types. */
export const guide = [
  'The root of all queries.',
  'Authenticate with the `Authorization` header: `Basic` with a username and password, or `Bearer` with a token. Anonymous requests can query little more than the schema.',
  'Lists are [Relay connections](https://relay.dev/graphql/connections.htm): paginate forwards with `first` and `after`, or backwards with `last` and `before`. `filter` selects the items and `orderBy` sorts them.',
  'A mutation returns a union of its success type and the expected failures. Every failure implements `Problem`; its `type` links to a page that documents it. Mutations that change or remove an object take its `etag` as `ifMatch`, and return `Stale` if the object has changed since it was read. To retry a mutation that creates objects, send it again with the same `Idempotency-Key` header.',
  `All other failures are listed in \`errors\`. \`extensions.requestId\` identifies the request in the server log, and \`extensions.code\` is one of:\n${codes.join('\n')}`,
].join('\n\n');
