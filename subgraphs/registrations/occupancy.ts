import { implementInternal, succeed, committedFilter, type InternalOperation } from '#kit';
import { occupancyOfEvents } from '../shared.ts';
import type { RegistrationDocument } from './fields.ts';

/** Counts the registrations and finds those of the account in two queries. */
export const occupancy: InternalOperation<RegistrationDocument> = implementInternal(
  occupancyOfEvents,
  async ({ events, account }, { documents }) => {
    const counts = await documents.countGroups({ by: 'event', keys: events, filter: committedFilter });
    const ofAccount = { $and: [{ event: { $in: events } }, { account: account ?? '' }, committedFilter] };
    const mine = account === undefined ? [] : await documents.find(ofAccount);
    return succeed({ counts: Object.fromEntries(counts), mine: mine.map(({ event }) => event) });
  },
);
