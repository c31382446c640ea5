import { useState } from 'preact/hooks';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { asNumber, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { parseDuration } from '../../../../kit/html/client/model/values.ts';
import { dateNow, minuteOf, minutesIn } from '../calendar/dates.ts';
import { BookingDialog } from '../components/booking-dialog.tsx';
import { Empty } from '../components/empty.tsx';
import { FreeForm } from '../components/free-form.tsx';
import { More } from '../components/more.tsx';
import { Screen } from '../components/screen.tsx';
import { useList } from '../components/use-list.ts';
import { useTitle } from '../components/use-title.ts';
import { lists } from '../hypermedia/places.ts';
import { follow } from '../hypermedia/trail.ts';
import { linkTo } from '../routes/route.ts';
import type { ViewProps } from './view.ts';

type Asked = Readonly<Record<'date' | 'time' | 'duration' | 'seats', string>>;

interface ResultsProps {
  readonly asked: Asked;
  book(venue: JsonObject): void;
}

/** The venues that are free at a time, by the `free` link of the list of venues. */
const Results = ({ asked, book }: ResultsProps) => {
  const list = useList(follow(lists.venue, 'free', { ...asked, duration: parseDuration(asked.duration) }));
  return (
    <Screen source={list}>
      {() =>
        list.items.length === 0 ? (
          <Empty title="No venue is free then">
            <p>Choose another time, a shorter duration, or fewer seats.</p>
          </Empty>
        ) : (
          <>
            <h2>
              {list.total} {list.total === 1 ? 'venue is' : 'venues are'} free
            </h2>
            <ul class="cards">
              {list.items.map((venue) => (
                <li key={venue['_id']} class="card free-card">
                  <a class="venue-name" href={linkTo('venue', asText(venue['_id']), { date: asked.date, span: 'day' })}>
                    {asText(venue['name'])}
                  </a>
                  <span class="seats-badge">{asNumber(venue['capacity'])} seats</span>
                  <button type="button" onClick={() => book(venue)}>
                    Book<span class="hidden"> {asText(venue['name'])}</span>
                  </button>
                </li>
              ))}
            </ul>
            <More list={list} />
          </>
        )
      }
    </Screen>
  );
};

/** Finds a venue for a time, as a way to book. */
export const FreeVenues = ({ route: { parameters } }: ViewProps) => {
  const { go, announce } = usePage();
  const [booked, setBooked] = useState<JsonObject>();
  const asked: Asked = {
    date: parameters['date'] ?? dateNow(),
    time: parameters['time'] ?? '10:00',
    duration: parameters['duration'] ?? '1h',
    seats: parameters['seats'] ?? '1',
  };
  const from = minuteOf(asked.time);
  const time = { day: asked.date, from, to: from + minutesIn(parseDuration(asked.duration)) };
  useTitle('Find a time');
  return (
    <>
      <header class="screen-head">
        <h1>Find a time</h1>
        <p class="lead">Say when and for how many. You see the venues that are free then, the smallest first.</p>
      </header>
      <FreeForm asked={asked} ask={(next) => void (location.hash = linkTo('free', undefined, next))} />
      {parameters['date'] !== undefined && <Results key={JSON.stringify(asked)} asked={asked} book={setBooked} />}
      {booked !== undefined && (
        <BookingDialog
          venueId={asText(booked['_id']) ?? ''}
          venueName={asText(booked['name']) ?? 'this venue'}
          time={time}
          close={() => setBooked(undefined)}
          onBooked={({ message, url }) => {
            setBooked(undefined);
            if (url !== undefined) go(url);
            announce(message);
          }}
        />
      )}
    </>
  );
};
