import { asNumber, asObject, asText } from '../../../../kit/html/client/model/json.ts';
import { Forms } from '../components/forms.tsx';
import { Screen } from '../components/screen.tsx';
import { useChanges } from '../components/use-changes.ts';
import { useSource } from '../components/use-source.ts';
import { useTitle } from '../components/use-title.ts';
import { VenueCalendar } from '../components/venue-calendar.tsx';
import { item } from '../hypermedia/places.ts';
import { linkTo } from '../routes/route.ts';
import type { ViewProps } from './view.ts';

/** A venue with its calendar. */
export const Venue = ({ route }: ViewProps) => {
  const id = route.id ?? '';
  const trail = item('venue', id);
  const source = useSource(trail);
  const { name, description, capacity, timeZone } = asObject(source.document?.body);
  useTitle(asText(name));
  useChanges(asText(name) === undefined ? undefined : trail, source.reload);
  return (
    <Screen source={source} isView>
      {(document) => (
        <>
          <header class="screen-head">
            <p class="above">
              <a href={linkTo('venues')}>Venues</a>
            </p>
            <h1>{asText(name)}</h1>
            <p class="facts">
              <span>{asNumber(capacity)} seats</span>
              {asText(timeZone) !== undefined && <span>{asText(timeZone)}</span>}
            </p>
            {asText(description) !== undefined && <p class="lead">{asText(description)}</p>}
          </header>
          <VenueCalendar route={route} id={id} name={asText(name) ?? 'this venue'} timeZone={asText(timeZone)} />
          <Forms trail={trail} document={document} above={linkTo('venues')} reload={source.reload} />
        </>
      )}
    </Screen>
  );
};
