import { asObject, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { dateNow } from '../calendar/dates.ts';
import { byStart, parseEvent, whenOf } from '../calendar/event.ts';
import { Empty } from '../components/empty.tsx';
import { More } from '../components/more.tsx';
import { Screen } from '../components/screen.tsx';
import { useList } from '../components/use-list.ts';
import { useTitle } from '../components/use-title.ts';
import { ownRegistrations, select } from '../hypermedia/places.ts';
import type { Trail } from '../hypermedia/trail.ts';
import { linkTo } from '../routes/route.ts';

const pageSize = 50;

const embedded = (document: JsonObject, rel: string): JsonObject => asObject(asObject(document['_embedded'])[rel]);

function parseRegistration(registration: JsonObject) {
  const document = embedded(registration, 'event');
  const event = parseEvent(document);
  return event === undefined ? [] : [{ event, venue: asText(embedded(document, 'venue')['name']) }];
}

type Registered = ReturnType<typeof parseRegistration>[number];

const Group = ({ title, entries }: { readonly title: string; readonly entries: readonly Registered[] }) =>
  entries.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ul class="cards">
        {entries.map(({ event, venue }) => (
          <li key={event.id}>
            <a class="card link-card" href={linkTo('event', event.id)}>
              <span class="link-title">{event.name}</span>
              <span class="card-text">{whenOf(event)}</span>
              {venue !== undefined && <span class="link-text">{venue}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );

/** The registrations at the end of a trail, what is ahead first. */
export const Registrations = ({ trail }: { readonly trail: Trail }) => {
  const list = useList(select(trail, { embed: 'event.venue', sort: '-_created', max_results: pageSize }));
  const entries = list.items.flatMap(parseRegistration).toSorted((one, other) => byStart(one.event, other.event));
  const today = dateNow();
  return (
    <Screen source={list}>
      {() =>
        entries.length === 0 ? (
          <Empty title="No registrations">
            <p>
              <a href={linkTo('venues')}>Choose a venue</a> to see what happens there.
            </p>
          </Empty>
        ) : (
          <>
            <Group title="Coming up" entries={entries.filter(({ event }) => event.date >= today)} />
            <Group title="Past" entries={entries.filter(({ event }) => event.date < today).toReversed()} />
            <More list={list} />
          </>
        )
      }
    </Screen>
  );
};

/** What whoever is signed in is registered for. */
export const Mine = () => {
  useTitle('My registrations');
  return (
    <>
      <header class="screen-head">
        <h1>My registrations</h1>
      </header>
      <Registrations trail={ownRegistrations} />
    </>
  );
};
