import { findCollections, type SystemAccess } from './collections.ts';
import { demoAccounts, demoVenues, type DemoEvent } from './demo-data.ts';
import { upcomingEventsAt } from './upcoming-events.ts';
import { follow, type HalNavigator } from './hal-navigator.ts';

/** The system to populate. */
export interface PopulateSettings extends SystemAccess {
  /** Receives a line for each completed step. */
  readonly progress: (line: string) => void;
  /** If it is given (`YYYY-MM-DD`), there are events in the days after it, too. */
  readonly today?: string;
}

/** Removes all documents of the collections, those with references first. All collections must be readable. */
export async function emptyCollections(settings: PopulateSettings): Promise<void> {
  const { navigator, all } = await findCollections(settings);
  for (const { rel, href } of all) {
    const result = await navigator.request('DELETE', href);
    settings.progress(`removed ${rel}: ${String(result['delete_count'])}`);
  }
}

/** Creates the demo data by following links from the gateway's root. */
export async function populate(settings: PopulateSettings): Promise<void> {
  const { navigator, hrefOf } = await findCollections(settings);
  await navigator.request('POST', hrefOf('account'), demoAccounts);
  settings.progress(`created ${demoAccounts.length} accounts`);
  for (const { events, ...venue } of demoVenues) {
    const created = await navigator.request('POST', hrefOf('venue'), venue);
    settings.progress(`created ${venue.name}`);
    const upcoming = settings.today === undefined ? [] : upcomingEventsAt(venue.name, settings.today);
    for (const event of [...events, ...upcoming])
      settings.progress(`created ${await populateEvent(navigator, follow(created, 'event'), event)}`);
  }
}

async function populateEvent(
  navigator: HalNavigator,
  list: string,
  { registered, ...event }: DemoEvent,
): Promise<string> {
  const created = await navigator.request('POST', list, event);
  for (const username of registered) await navigator.request('PUT', follow(created, 'register'), { username });
  return registered.length === 0 ? event.name : `${event.name} with ${registered.length} registrations`;
}

/** Whether all collections are empty. */
export async function isEmpty(settings: SystemAccess): Promise<boolean> {
  return (await findCollections(settings)).all.every(({ total }) => total === 0);
}
