import { z } from 'zod';
import { parseInternalInput, succeed, committedFilter, type InternalOperation } from '#kit';
import type { RegistrationDocument } from './registration-document.ts';

const inputShape = z.object({ events: z.array(z.string()).max(3000), account: z.string().optional() });

/** Counts the registrations of each event and finds the events that an account is registered for, in two queries. */
export const occupancy: InternalOperation<RegistrationDocument> = async (input, { documents }) => {
  const parsed = parseInternalInput(inputShape, input);
  if (!parsed.ok) return parsed;
  const { events, account } = parsed.value;
  const counts = await documents.countGroups({ by: 'event', keys: events, filter: committedFilter });
  const ofAccount = { $and: [{ event: { $in: events } }, { account: account ?? '' }, committedFilter] };
  const mine = account === undefined ? [] : await documents.find(ofAccount);
  return succeed({ counts: Object.fromEntries(counts), mine: mine.map(({ event }) => event) });
};
