import type { GraphqlRequest } from './gateway.ts';
import { link } from './link.ts';
import type { Failure, MissingEntity, SubgraphSource } from './model/world.ts';
import { faultKinds, type ServiceFault } from './service-fault.ts';

/** Operations whose results were wrong in some gateway. */
export interface KnownCase {
  readonly title: string;
  readonly subgraphs: readonly SubgraphSource[];
  readonly failures?: readonly Failure[];
  readonly missing?: readonly MissingEntity[];
  readonly requests: readonly GraphqlRequest[];
}

/** An operation, and a service that answers wrongly. */
export interface FaultyServiceCase extends Pick<KnownCase, 'title' | 'subgraphs' | 'failures'> {
  readonly request: GraphqlRequest;
  readonly fault: ServiceFault;
  /** The fields that the gateway can then not answer. */
  readonly unavailable: readonly string[];
}

const subgraphs = (sdls: Readonly<Record<string, string>>): readonly SubgraphSource[] =>
  Object.entries(sdls).map(([name, sdl]) => ({ name, sdl: `${link}\n${sdl}` }));

const queries = (...texts: readonly string[]): readonly GraphqlRequest[] => texts.map((query) => ({ query }));

/** A failure for all instances of a type. */
const always = (coordinate: string, kind: Failure['kind']): readonly Failure[] =>
  [0, 1, 2, 3].map((index) => ({ coordinate, index, kind }));

const events = subgraphs({
  events: `
    type Query { events: EventConnection! }
    type Mutation { rename(to: String): Event }
    type EventConnection { nodes: [Event!]! }
    type Event @key(fields: "id") { id: ID! name: String! date: Int! venue: Venue }
    type Venue @key(fields: "id") { id: ID! events: EventConnection! }`,
  registrations: `
    type Mutation { register(event: ID!): Outcome cancel(event: ID!): Outcome }
    type Outcome { registration: Registration event: Event }
    type Event @key(fields: "id") { id: ID! registrations: RegistrationConnection! }
    type RegistrationConnection { totalCount: Int! liveCount: Int! nodes: [Registration!]! }
    type Registration @key(fields: "id") { id: ID! seat: Int! }`,
  venues: `
    type Query { venues: VenueConnection! }
    type VenueConnection { nodes: [Venue!]! }
    type Venue @key(fields: "id") { id: ID! name: String! capacity: Int! address: String }
    type Event @key(fields: "id") { id: ID! liveVisits: Int! }`,
});

const union = subgraphs({
  a: `
    type Query { things: [Thing!]! named: [Named!]! }
    union Thing = Book | Shop
    interface Named { name: String }
    type Book implements Named @key(fields: "id") { id: ID! name: String pages(in: String): Int owner: User }
    type Shop implements Named @key(fields: "id") { id: ID! name: String pages(in: String): Int owner: User }
    type User @key(fields: "id") { id: ID! name: String }`,
  b: `
    type Book @key(fields: "id") { id: ID! size(in: String): Int seller(of: Int): User items(first: Int): [User!] }
    type Shop @key(fields: "id") { id: ID! size(in: String): Int seller(of: Int): User items(first: Int): [User!] }
    type User @key(fields: "id") { id: ID! age(in: String): Int }`,
});

const accounts = subgraphs({
  a: `
    type Query { node: Account nodes: [Account!]! }
    type Account @key(fields: "id") @interfaceObject { id: ID! mail: String score: Int! }`,
  b: `
    type Query { admin: Admin accounts: [Account] }
    interface Account @key(fields: "id") { id: ID! name: String }
    type Admin implements Account & Ranked @key(fields: "id") { id: ID! name: String rank: Int seat: Int! deputy: Admin }
    type Guest implements Account @key(fields: "id") { id: ID! name: String seat: Int! host: Account }
    interface Ranked { rank: Int }`,
});

const required = subgraphs({
  a: `
    type Query { books: [Book!]! }
    type Book @key(fields: "id") {
      id: ID! title: String price(in: String!): Int comments(first: Int): [Comment!]! shelf: Shelf
    }
    type Comment { author: ID text(upTo: Int = 9): String }
    type Shelf { count(of: String!): Int }`,
  b: `
    type Book @key(fields: "id") {
      id: ID!
      price(in: String!): Int @external
      comments(first: Int): [Comment!]! @external
      shelf: Shelf @external
      usd: String @requires(fields: "price(in: \\"USD\\")")
      eur(round: Boolean = true): String @requires(fields: "price(in: \\"EUR\\")")
      authors: String @requires(fields: "comments(first: 3) { author }")
      texts: String @requires(fields: "comments(first: 2) { text(upTo: 1) }")
      isFull: Boolean @requires(fields: "shelf { count(of: \\"books\\") }")
    }
    type Comment @external { author: ID text(upTo: Int = 9): String }
    type Shelf @external { count(of: String!): Int }`,
});

const defaults = subgraphs({
  a: `
    type Query { books(first: Int! = 2): [Book!] size(in: Size): String shelf: Shelf }
    input Size { width: Int! = 1 unit: String = "cm" }
    type Shelf { label(pad: Int! = 0): String books: [Book!]! }
    type Book @key(fields: "id") { id: ID! title(upTo: Int! = 5): String }`,
  b: 'type Book @key(fields: "id") { id: ID! price(in: Int! = 1): Int! tags: [String!] }',
});

const stricter = subgraphs({
  a: `
    type Query { media: [Media!]! }
    interface Media { kind: Int labels: [String] title: String next: Media }
    type Book implements Media @key(fields: "id") { id: ID! kind: Int! labels: [String!]! title(upTo: Int): String next: Book }
    type Film implements Media @key(fields: "id") { id: ID! kind: Int labels: [String!] title: String! next: Media! }`,
  b: 'type Film @key(fields: "id") { id: ID! minutes: Int }',
});

const aliases: readonly KnownCase[] = [
  {
    title: 'an alias that equals a key',
    subgraphs: events,
    requests: [
      ...queries(
        '{ events { nodes { id: name registrations { totalCount } } } }',
        '{ events { nodes { id: __typename registrations { totalCount } } } }',
        '{ events { nodes { id: date name: id registrations { id: totalCount } venue { id: name } } } }',
        '{ events { nodes { id: venue { name } registrations { totalCount } } } }',
        '{ events { nodes { id: venue { id: capacity } venue { id name } } } }',
        '{ events { nodes { id: registrations { totalCount } venue { name } } } }',
        '{ venues { nodes { id: capacity events { nodes { name } } } } }',
        '{ events { nodes { ...Named registrations { totalCount } } } } fragment Named on Event { id: name }',
        '{ events { nodes { ... { id: name } ... on Event { registrations { totalCount } } } } }',
        '{ events: venues { nodes: nodes { name: id id: events { nodes { id: venue { name } } } } } }',
        'mutation { register(event: "1") { registration: event { id: name registrations { totalCount } } } }',
        'mutation { register: rename(to: "x") { id: date registrations { nodes { id: seat } } } }',
      ),
      ...[true, false].map((no) => ({
        query: 'query ($no: Boolean!) { events { nodes { id: name @skip(if: $no) registrations { totalCount } } } }',
        variables: { no },
      })),
    ],
  },
  {
    title: 'an alias that equals a required field',
    subgraphs: required,
    requests: queries(
      '{ books { price: title usd } }',
      '{ books { id: usd comments: title authors shelf: isFull } }',
      '{ books { comments { author: text } authors } }',
    ),
  },
  {
    title: 'one response key with different arguments in types that exclude each other',
    subgraphs: union,
    requests: [
      ...queries(
        '{ things { ... on Book { v: size(in: "cm") } ... on Shop { v: size(in: "mm") } } }',
        '{ things { ... on Book { pages(in: "x") } ... on Shop { pages(in: "y") } } }',
        '{ named { ... on Book { name: seller(of: 1) { age } } ... on Shop { name: seller(of: 2) { age(in: "m") } } } }',
        '{ things { ... on Book { v: size(in: "cm") } ... on Shop { v: pages(in: "mm") } } }',
        '{ things { ... on Book { o: owner { v: age } } ... on Shop { o: seller(of: 1) { v: age(in: "y") } } } }',
        '{ things { ... on Book { all: items(first: 1) { id age } } ... on Shop { all: items(first: 2) { id age } } } }',
      ),
      ...[true, false].map((yes) => ({
        query: `query ($yes: Boolean!) {
          things { ... on Book { v: size(in: "cm") @include(if: $yes) } ... on Shop { v: size(in: "mm") } }
        }`,
        variables: { yes },
      })),
    ],
  },
];

const mutations: readonly KnownCase[] = [
  {
    title: 'mutations, of which each is answered before the next is executed',
    subgraphs: events,
    requests: queries(
      `mutation {
        a: register(event: "1") { registration { id } event { registrations { liveCount } } }
        b: cancel(event: "1") { event { registrations { liveCount } } }
      }`,
      'mutation { a: register(event: "1") { event { liveVisits name } } b: cancel(event: "1") { event { liveVisits } } }',
      'mutation { rename(to: "x") { liveVisits } register(event: "1") { event { liveVisits } } b: rename { liveVisits } }',
      'mutation { register(event: "1") { event { id } } register(event: "1") { event { liveVisits } } }',
      'mutation { __typename a: rename { id } ... on Mutation { b: rename { liveVisits } } a: rename { liveVisits } }',
    ),
  },
];

const variables: readonly KnownCase[] = [
  {
    title: 'a variable called representations',
    subgraphs: union,
    requests: [
      {
        query: 'query ($representations: String) { things { ... on Book { size(in: $representations) } } }',
        variables: { representations: 'cm' },
      },
      { query: 'query ($representations: Int = 2) { named { ... on Shop { seller(of: $representations) { age } } } }' },
    ],
  },
  {
    title: 'null for a variable with a default',
    subgraphs: defaults,
    requests: [
      'query ($n: Int = 3) { books(first: $n) { id } shelf { books { title } } }',
      'query ($n: Int = 3) { shelf { label(pad: $n) books { id title(upTo: $n) } } }',
      'query ($n: Int = 3) { books { id price(in: $n) tags } shelf { label } }',
      'query ($n: Int) { size(in: {width: $n}) shelf { label } }',
      'query ($n: Int = 7) { size(in: {width: $n, unit: null}) books { price(in: 2) } }',
      'query ($n: Boolean = true) { books { id tags @skip(if: $n) } shelf { label } }',
      'query ($n: Boolean = true) { shelf { ... @include(if: $n) { label } books { title } } books { price } }',
      'query ($n: Boolean = true) { books @skip(if: $n) { id } shelf { label } }',
    ].flatMap((query) => [{ query, variables: { n: null } }, { query }]),
  },
];

const nulls: readonly KnownCase[] = [
  {
    title: 'an error with its path for each null that the schema does not explain',
    subgraphs: defaults,
    failures: [...always('Book.price', 'null'), ...always('Book.tags', 'null item')],
    requests: queries(
      '{ books { id price } }',
      '{ books { tags } }',
      '{ shelf { books { price } } }',
      '{ shelf { books { price tags } label } books { t: tags } }',
    ),
  },
  {
    title: 'fields that are selected twice, of which one becomes null',
    subgraphs: events,
    failures: [...always('Venue.capacity', 'throw'), ...always('Registration.seat', 'null')],
    requests: queries(
      '{ a: events { nodes { venue { name } } } events { nodes { venue { capacity } } } }',
      '{ venues { nodes { capacity } } a: venues { nodes { name } } b: venues { nodes { id } } }',
      '{ events { nodes { registrations { nodes { seat } } a: registrations { totalCount nodes { id } } } } }',
      'mutation { rename { a: venue { capacity } venue { name id } } b: rename { venue { name } } }',
    ),
  },
  {
    title: 'a field of an interface that is stricter, or has more arguments, in an object type',
    subgraphs: stricter,
    requests: queries(
      '{ media { kind labels } }',
      '{ media { kind ... on Book { title(upTo: 2) k: kind } ... on Film { t: title } } }',
      '{ media { k: kind next { kind k: labels title } ... on Film { n: next { title } } } }',
    ),
  },
  {
    title: 'an object of which one service answers a part and another one nothing',
    subgraphs: subgraphs({
      a: `
        type Query { user: User @shareable size: Int! }
        type User @key(fields: "id") { id: ID! name: String }`,
      b: 'type Query { user: User @shareable } type User @key(fields: "id") { id: ID! total: Int }',
    }),
    failures: always('Query.size', 'null'),
    requests: queries('{ user { total } user { name } size }', '{ size u: user { name t: total } }'),
  },
  {
    title: 'an object that one of two services answers with null, because of an error below',
    subgraphs: subgraphs({
      a: `
        type Query { user: User @shareable users: [User] @shareable }
        type User @key(fields: "id") { id: ID! name: String! tags: [String!]! friends: [User!]! age: Int }`,
      b: `
        type Query { user: User @shareable users: [User] @shareable }
        type User @key(fields: "id") { id: ID! total: Int }`,
    }),
    failures: [
      ...always('User.name', 'throw'),
      ...always('User.tags', 'null item'),
      ...always('User.friends', 'null item'),
    ],
    requests: queries(
      '{ user { total name age } }',
      '{ user { age total t: tags } }',
      '{ users { total a: age friends { id } } }',
      '{ users { name total } user { friends { name } total } }',
    ),
  },
  {
    title: 'an error at a key that the planner renamed',
    subgraphs: subgraphs({
      a: `
        type Query { media: [Media!] }
        interface Media { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }
        type Film implements Media @key(fields: "id") { id: ID! }`,
      b: `
        interface Media { size: Int }
        type Book implements Media @key(fields: "id") { id: ID! size: Int }
        type Film implements Media @key(fields: "id") { id: ID! size: Int! }`,
    }),
    failures: [...always('Film.size', 'null'), ...always('Book.size', 'throw')],
    requests: queries('{ media { size } }'),
  },
  {
    title: 'entities that their service does not know',
    subgraphs: subgraphs({
      a: `
        type Query { books: [Book!]! shelf: Shelf shelves: [Shelf!] }
        type Shelf { book: Book! best: Book books: [Book] }
        type Book @key(fields: "id") { id: ID! }`,
      b: 'type Book @key(fields: "id") { id: ID! title: String! pages: Int }',
    }),
    missing: [0, 1, 2].map((index) => ({ subgraph: 'b', type: 'Book', index })),
    requests: queries(
      '{ shelves { best { title } books { pages title } } }',
      '{ shelf { book { id pages } best { id } } }',
      '{ shelf { book { title } } shelves { best { pages } book { id title } } }',
      '{ books { title } }',
    ),
  },
  {
    title: 'entities that their service does not know, below others of them',
    subgraphs: subgraphs({
      a: `
        type Query { shelf: Shelf }
        type Shelf { rows: [[Book!]] }
        type Book @key(fields: "id") { id: ID! next: [[Book!]] best: Book }`,
      b: 'type Book @key(fields: "id") { id: ID! title: String! }',
    }),
    missing: [0, 1, 2, 3].map((index) => ({ subgraph: 'b', type: 'Book', index })),
    requests: queries(
      '{ shelf { rows { next { title } title } } }',
      '{ shelf { rows { title next { title } best { title } } } }',
      '{ shelf { rows { best { next { title } title } t: title id } } }',
    ),
  },
  {
    title: 'objects of which only a failing service knows the type',
    subgraphs: accounts,
    failures: [
      ...always('Guest.host', 'throw'),
      ...always('Admin.rank', 'throw'),
      ...always('Admin.seat', 'throw'),
      ...always('Guest.seat', 'null'),
    ],
    requests: queries(
      '{ nodes { ... on Admin { rank } ... on Guest { host { mail } } } }',
      '{ node { mail ... on Admin { seat } ... on Guest { seat } } }',
      '{ accounts { ... on Guest { seat } mail } nodes { mail } }',
      '{ node { mail __typename ... on Admin { seat } ... on Guest { s: seat } } }',
    ),
  },
  {
    title: 'the paths of errors below abstract types',
    subgraphs: union,
    failures: [
      ...always('Shop.seller', 'throw'),
      ...always('User.age', 'throw'),
      ...always('Book.items', 'throw item'),
    ],
    requests: queries(
      '{ things { ... on Shop { seller(of: 1) { id } } } }',
      '{ named { name ... on Book { seller { age } items { id age } } ... on Shop { items(first: 2) { a: age } } } }',
      '{ things { __typename ... on Book { id: seller { id: age } } ... on Shop { owner { age } } } }',
    ),
  },
];

const audit: readonly KnownCase[] = [
  {
    title: 'arguments in what a field requires',
    subgraphs: required,
    requests: [
      ...queries(
        '{ books { usd isFull authors } }',
        '{ books { eur(round: false) price(in: "GBP") p: price(in: "EUR") } }',
        '{ books { authors comments(first: 1) { text } } }',
        '{ books { texts comments { text } shelf { count(of: "all") } isFull } }',
        '{ books { ...One ...Two authors } } fragment One on Book { comments(first: 1) { author } } fragment Two on Book { comments(first: 1) { text } }',
      ),
      { query: 'query ($n: Int = 1) { books { authors comments(first: $n) { author } } }' },
      { query: 'query ($n: Int = 1) { books { texts comments(first: $n) { text(upTo: $n) } } }', variables: { n: 3 } },
    ],
  },
  {
    title: 'fields that require one field with different arguments',
    subgraphs: required,
    requests: [
      ...queries(
        '{ books { usd eur } }',
        '{ books { eur usd price(in: "GBP") isFull authors texts } }',
        '{ books { texts authors comments { text author } c: comments(first: 2) { text(upTo: 1) } } }',
        '{ books { usd: eur eur: usd e: eur(round: false) id: texts } }',
      ),
      {
        query:
          'query ($round: Boolean, $in: String = "USD") { books { e: eur(round: $round) usd price(in: $in) d: eur texts } }',
        variables: { round: false },
      },
    ],
  },
  {
    title: 'fields that require fields that require others',
    subgraphs: subgraphs({
      a: `
        type Query { book: Book }
        type Book @key(fields: "id") {
          id: ID! best: Book title: String @external kind: Int @external label: String! @requires(fields: "title")
          size(in: Int): Int @requires(fields: "kind")
        }`,
      b: `
        type Query { books: [Book!]! }
        type Book @key(fields: "id") {
          id: ID! title: String label: String! @external name: Float @requires(fields: "label")
          size(in: Int): Int @external kind: Int @requires(fields: "label")
          total: Int @requires(fields: "size(in: 1)") count: Int @requires(fields: "size(in: 2) label")
        }`,
    }),
    requests: queries(
      '{ book { name } books { name } }',
      '{ book { best { name kind label } } }',
      '{ book { size(in: 3) title: label } books { size } }',
      '{ book { total } books { count total } }',
      '{ books { id: count best { total count size } title: name } }',
    ),
  },
  {
    title: 'compound keys of which some are not resolvable',
    subgraphs: subgraphs({
      a: `
        type Book @key(fields: "id") @key(fields: "sku", resolvable: false)
          @key(fields: "site { row shelf }", resolvable: false) @key(fields: "id site { shelf room }", resolvable: false) {
          id: ID! sku: ID! site: Site! name: String!
        }
        type Site { row: ID! shelf: ID! room: ID! }`,
      b: `
        type Query { shop: Shop }
        type Shop @key(fields: "id") { id: ID! books: [Book!]! }
        type Book @key(fields: "site { row shelf }", resolvable: false) @key(fields: "id site { shelf room }")
          @key(fields: "sku", resolvable: false) @key(fields: "id", resolvable: false) {
          id: ID! sku: ID! site: Site! name: String! @external label: String! @requires(fields: "name")
        }
        type Site { row: ID! shelf: ID! room: ID! }`,
    }),
    requests: queries('{ shop { id books { id name label } } }', '{ shop { books { label } } }'),
  },
  {
    title: 'keys that lead through three services',
    subgraphs: subgraphs({
      a: 'type Query { books: [Book] } type Book @key(fields: "upc") { upc: ID! }',
      b: 'type Book @key(fields: "id") @key(fields: "upc") { id: ID! upc: ID! }',
      c: 'type Book @key(fields: "id") @key(fields: "code lot") { id: ID! code: Int! lot: Int! author: String }',
      d: 'type Book @key(fields: "code lot") { code: Int! lot: Int! price: Int! }',
    }),
    requests: queries('{ books { author price } }', '{ books { upc: price id: author code: upc } }'),
  },
  {
    title: 'objects of an @interfaceObject',
    subgraphs: accounts,
    requests: queries(
      '{ node { id mail } nodes { mail } }',
      '{ node { name mail } nodes { __typename } }',
      '{ nodes { ... on Admin { rank mail } ... on Guest { name } id } }',
      '{ nodes { ... on Ranked { rank } __typename } }',
      '{ node { ... on Admin { __typename } mail ... on Account { ... on Admin { deputy { mail } } } } }',
      '{ admin { mail __typename } accounts { mail __typename } }',
      '{ admin { __typename deputy { __typename id: mail score } } }',
      '{ accounts { ... on Guest { host { mail name __typename } } } }',
      '{ nodes { id: mail mail: name name: __typename ... on Guest { host { id: score } } } }',
    ),
  },
];

export const knownCases: readonly KnownCase[] = [...aliases, ...mutations, ...variables, ...nulls, ...audit];

const faultyRequests: readonly (readonly [string, readonly string[]])[] = [
  ['{ events { nodes { name liveVisits } } }', ['Event.liveVisits']],
  ['{ events { nodes { name venue { capacity } } } }', ['Venue.name', 'Venue.capacity']],
  ['{ events { nodes { id: name venue { id: capacity } } } }', ['Venue.name', 'Venue.capacity']],
  ['{ events { nodes { venue { id name: address } } } }', ['Venue.address']],
];

/** Requests to `_entities` of venues that fail. */
const faultyVenues: readonly FaultyServiceCase[] = faultKinds
  .filter((kind) => kind !== 'an error more')
  .flatMap((kind) =>
    faultyRequests.map(([query, unavailable]) => ({
      ...{ title: `${kind}: ${query}`, subgraphs: events, request: { query }, unavailable },
      fault: { service: 'venues', kind },
    })),
  );

export const faultyServiceCases: readonly FaultyServiceCase[] = [
  ...faultyVenues,
  {
    title: 'texts as entities, and an error of one field',
    subgraphs: subgraphs({
      a: 'type Query { books: [Book!]! } type Book @key(fields: "id") { id: ID! }',
      b: 'type Book @key(fields: "id") { id: ID! kind: String size: Int }',
    }),
    failures: always('Book.kind', 'throw'),
    request: { query: '{ books { kind size } }' },
    fault: { service: 'b', kind: 'texts as entities' },
    unavailable: ['Book.kind', 'Book.size'],
  },
];
