import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import { asObject, asText } from '../../../../kit/html/client/model/json.ts';
import { parseEvent, whenOf } from '../calendar/event.ts';
import { Attendees } from '../components/attendees.tsx';
import { Forms } from '../components/forms.tsx';
import { Screen } from '../components/screen.tsx';
import { isAboutSeats, SeatsPanel } from '../components/seats-panel.tsx';
import { useChanges } from '../components/use-changes.ts';
import { useSource } from '../components/use-source.ts';
import { useTitle } from '../components/use-title.ts';
import { item } from '../hypermedia/places.ts';
import { linkTo } from '../routes/route.ts';
import type { ViewProps } from './view.ts';

const prefer = 'transclude="seats;venue"';

const venueOf = ({ body }: ShownDocument) => {
  const { _venue_ref: id, _embedded: embedded } = asObject(body);
  return { href: linkTo('venue', asText(id)), name: asText(asObject(asObject(embedded)['venue'])['name']) ?? 'Venue' };
};

/** An event with its seats, and who has them. */
export const EventView = ({ route }: ViewProps) => {
  const id = route.id ?? '';
  const trail = item('event', id);
  const source = useSource(trail, prefer);
  const event = parseEvent(asObject(source.document?.body));
  useChanges(event === undefined ? undefined : trail, source.reload);
  useTitle(event?.name);
  return (
    <Screen source={source} isView>
      {(document) => (
        <>
          <header class="screen-head">
            <p class="above">
              <a href={venueOf(document).href}>{venueOf(document).name}</a>
            </p>
            <h1>{event?.name}</h1>
            {event !== undefined && <p class="lead">{whenOf(event)}</p>}
            {event?.description !== undefined && <p class="text">{event.description}</p>}
          </header>
          <div class="event-columns">
            <SeatsPanel seats={event?.seats} {...{ trail, prefer, document }} reload={source.reload} />
            <Attendees event={id} onChange={source.reload} />
          </div>
          <Forms
            {...{ trail, prefer, document }}
            above={venueOf(document).href}
            isShown={(form) => !isAboutSeats(form)}
            reload={source.reload}
          />
        </>
      )}
    </Screen>
  );
};
