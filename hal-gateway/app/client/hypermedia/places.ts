import { follow, root, viewer, type Trail } from './trail.ts';

/** The ways to what the page shows. Relations and members of documents are the vocabulary of the domain. */
export const lists = {
  venue: follow(root, 'venue'),
  event: follow(root, 'event'),
  account: follow(root, 'account'),
};

export type ItemRel = keyof typeof lists;

/** The way to a document by its ID. */
export const item = (rel: ItemRel, id: string): Trail => follow(lists[rel], 'item', { id });

/** How a list is selected from. */
export interface Selection {
  readonly where?: object;
  readonly sort?: string;
  readonly max_results?: number;
  readonly embed?: string;
}

/** The way to a selection of a list, by its `search` template. */
export const select = (list: Trail, { where, max_results: size, ...others }: Selection): Trail =>
  follow(list, 'search', {
    ...others,
    ...(where === undefined ? {} : { where: JSON.stringify(where) }),
    ...(size === undefined ? {} : { max_results: String(size) }),
  });

/** The way to the events of a venue. */
export const eventsAt = (venue: string): Trail => follow(item('venue', venue), 'event');

/** The way to the registrations for an event. */
export const registrationsFor = (event: string): Trail => follow(item('event', event), 'registration');

/** The way to the registrations of whoever is signed in. */
export const ownRegistrations: Trail = follow(viewer, 'registration');
