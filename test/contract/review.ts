import {
  boolean,
  committedFilter,
  dateTime,
  Decimal,
  decimal,
  defineResource,
  integer,
  signedIn,
  succeed,
  toOne,
  type Alternate,
  type DocumentOf,
  type Search,
  type View,
} from '#kit';

const documentation = { title: 'Title', description: 'A part of the review.' };
const fields = { stars: integer({ title: 'Stars', description: 'The number of stars.', min: 1, max: 5 }) };
const relations = {
  venue: toOne('venue', { ...documentation, parent: true }),
  author: toOne('account', documentation),
};
type ReviewDocument = DocumentOf<typeof fields, typeof relations>;

const ratingFields = {
  average: decimal({ title: 'Average', description: 'The average of the stars.', digits: 3, scale: 2 }).optional(),
  latest: dateTime({ title: 'Latest', description: 'When the last review was written.' }).optional(),
  count: integer({ title: 'Count', description: 'The number of reviews.', min: 0, max: 1000 }),
  mine: boolean({ title: 'Mine', description: 'Whether the caller has written one.' }),
};

/** Values that the faces show otherwise than they are computed, and optional ones. */
const rating: View<ReviewDocument, typeof ratingFields> = {
  of: 'venue',
  title: 'Rating',
  description: 'What the reviews say about the venue.',
  fields: ratingFields,
  compute: async (venues, { documents, caller }) => {
    const keys = venues.map(({ id }) => id);
    const groups = await documents.findGroups(
      { by: 'venue', keys, filter: committedFilter },
      { sort: [['_id', 1]], limit: 1000 },
    );
    return succeed(
      keys.map((key) => {
        const reviews = groups.get(key) ?? [];
        const sum = reviews.reduce((total, { stars }) => total + stars, 0);
        const [average, last] = [Decimal.parse((sum / reviews.length).toFixed(2)), reviews.at(-1)];
        const mine = reviews.some(({ author }) => author === caller.id);
        const known = last !== undefined &&
          average !== undefined && { average, latest: { at: last._created, offset: 'Z' } };
        return { ...known, count: reviews.length, mine };
      }),
    );
  },
};

const writtenFields = { count: ratingFields.count };

/** A view of documents that not everybody may read. */
const written: View<ReviewDocument, typeof writtenFields> = {
  of: 'account',
  title: 'Reviews',
  description: 'How many reviews the account has written.',
  fields: writtenFields,
  compute: async (accounts, { documents }) => {
    const keys = accounts.map(({ id }) => id);
    const counts = await documents.countGroups({ by: 'author', keys, filter: committedFilter });
    return succeed(keys.map((key) => ({ count: counts.get(key) ?? 0 })));
  },
};

const praiseInput = {
  stars: fields.stars,
  since: dateTime({ title: 'Since', description: 'When the oldest review was written.' }).optional(),
};

/** A search for documents of another resource. */
const praised: Search<ReviewDocument, typeof praiseInput> = {
  of: 'venue',
  query: 'praisedVenues',
  title: 'Praised venues',
  description: 'The venues that somebody has given at least this many stars.',
  input: praiseInput,
  find: async ({ stars, since }, { documents }) => {
    const found = await documents.find({ stars: { $gte: stars }, ...committedFilter }, { sort: [['stars', -1]] });
    const recent = found.filter(({ _created }) => since === undefined || _created >= since.at);
    return succeed([...new Set(recent.map(({ venue }) => venue))]);
  },
};

/** Another representation of reviews. */
const table: Alternate<ReviewDocument> = {
  title: 'Table',
  description: 'The stars as comma-separated values (RFC 4180).',
  type: 'text/csv',
  file: 'stars.csv',
  render: async (reviews) => succeed(`stars\r\n${reviews.map(({ stars }) => `${stars}\r\n`).join('')}`),
};

/** A resource that adds to others: views of their documents, searches for them. It has another representation. */
export const review = defineResource({
  name: 'review',
  summary: 'A review of a venue.',
  fields,
  relations,
  policies: { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: signedIn },
  views: { rating, written },
  searches: { praised },
  alternates: [table],
});
