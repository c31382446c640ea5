import { asNumber, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { dateNow, shortDate, timeOf } from '../calendar/dates.ts';
import type { CalendarEvent } from '../calendar/event.ts';
import { linkTo } from '../routes/route.ts';

interface VenueCardProps {
  readonly venue: JsonObject;
  readonly next: CalendarEvent | undefined;
  /** Whether it is known that nothing is planned if there is no next event. */
  readonly isQuiet: boolean;
}

/** A venue with what is next there. */
export const VenueCard = ({ venue, next, isQuiet }: VenueCardProps) => {
  const [name, description, capacity] = [
    asText(venue['name']),
    asText(venue['description']),
    asNumber(venue['capacity']),
  ];
  return (
    <li>
      <a class="card venue-card" href={linkTo('venue', asText(venue['_id']))}>
        <span class="venue-name">{name}</span>
        <span class="seats-badge">
          {capacity} {capacity === 1 ? 'seat' : 'seats'}
        </span>
        {description !== undefined && <span class="venue-description">{description}</span>}
        {next === undefined && isQuiet && <span class="venue-next when">Nothing is planned</span>}
        {next !== undefined && (
          <span class="venue-next">
            <span class="when">
              Next: {shortDate(next.date, dateNow())}, {timeOf(next.start)}
            </span>{' '}
            {next.name}
          </span>
        )}
      </a>
    </li>
  );
};
