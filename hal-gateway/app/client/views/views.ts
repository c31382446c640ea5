import { Account } from './account.tsx';
import { EventView } from './event.tsx';
import { FreeVenues } from './free-venues.tsx';
import { MapView } from './map.tsx';
import { Mine } from './mine.tsx';
import { People } from './people.tsx';
import { Venue } from './venue.tsx';
import { Venues } from './venues.tsx';
import type { View } from './view.ts';

/** All views, in the order of the menu. The first one is shown where the address names none. */
export const views: readonly View[] = [
  { name: 'venues', menu: 'Venues', Component: Venues },
  { name: 'free', menu: 'Find a time', needs: 'venue', Component: FreeVenues },
  { name: 'mine', menu: 'My registrations', isPersonal: true, Component: Mine },
  { name: 'people', menu: 'People', needs: 'account', isPersonal: true, Component: People },
  { name: 'map', menu: 'Map', Component: MapView },
  { name: 'venue', Component: Venue },
  { name: 'event', Component: EventView },
  { name: 'account', Component: Account },
];

/** The name of the view where the address names none. */
export const home = 'venues';
