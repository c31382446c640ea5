const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override"])\n';
const typeOf = (name: string, fields: string) => `${federation}type ${name} @key(fields: "id") { id: ID! ${fields} }`;

/** The name of all types and fields that a guest may add to the graph. */
export const guestField = 'weather';

/** The schemas of guests that try to take over the graph, to break it or to stop the gateway; the last one is harmless. */
export const guestSchemas: Readonly<Record<string, string>> = {
  override: typeOf('Venue', 'name: String! @override(from: "venues-service")'),
  sharing: typeOf('Venue', 'name: String! @shareable'),
  query: `${federation}type Query { venues: [Int] @shareable }`,
  mutation: `${federation}type Mutation { registerForEvent(id: ID!): Int @shareable }`,
  nullable: typeOf('Event', 'venue: Int'),
  deprecating: typeOf('Account', '').replace('ID!', 'ID! @deprecated'),
  broken: 'type Query {',
  empty: '',
  huge: '#'.repeat(3_000_000),
  weather: `${typeOf('Venue', `${guestField}: String`)} type Query { ${guestField}: String }`,
};
