import { defineResource, integer, signedIn, text, toOne } from '#kit';

const documentation = { title: 'Title', description: 'A relation of the talk.' };

/** A resource with two relations to accounts, and with an inverse whose plural is irregular. */
export const talk = defineResource({
  name: 'talk',
  summary: 'A talk at a venue.',
  fields: {
    name: text({ title: 'Name', description: 'The name of the talk.', min: 1, max: 100 }),
    minutes: integer({ title: 'Minutes', description: 'The length in minutes.', min: 1, max: 90 }),
  },
  relations: {
    host: toOne('account', {
      ...documentation,
      inverse: { name: 'hostedTalk', title: 'Hosted talks', description: 'The talks that this account hosts.' },
    }),
    coHost: toOne('account', {
      ...documentation,
      inverse: { name: 'coHostedTalk', title: 'Co-hosted talks', description: 'The talks that it helps to host.' },
    }),
    venue: toOne('venue', {
      ...documentation,
      parent: true,
      createsElsewhere: true,
      inverse: { name: 'speech', plural: 'speeches', title: 'Speeches', description: 'The speeches at this venue.' },
    }),
  },
  policies: { read: signedIn, create: signedIn, change: signedIn, remove: signedIn, empty: signedIn },
});
