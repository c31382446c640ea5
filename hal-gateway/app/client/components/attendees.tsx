import { asObject, asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { registrationsFor, select } from '../hypermedia/places.ts';
import { linkTo } from '../routes/route.ts';
import { Screen } from './screen.tsx';
import { More } from './more.tsx';
import { useList } from './use-list.ts';

const pageSize = 25;

const accountOf = (registration: JsonObject): JsonObject => asObject(asObject(registration['_embedded'])['account']);

interface AttendeesProps {
  readonly event: string;
  /** Called when somebody registers or cancels. */
  onChange(): void;
}

/** Who is registered for an event, as far as whoever looks at it may know. */
export const Attendees = ({ event, onChange }: AttendeesProps) => {
  const list = useList(select(registrationsFor(event), { embed: 'account', max_results: pageSize }), onChange);
  const named = list.items
    .map(accountOf)
    .filter(({ _id: id, name }) => asText(id) !== undefined && asText(name) !== undefined);
  const others = list.items.length - named.length;
  return (
    <section class="card panel-card" aria-labelledby="attendees">
      <h2 id="attendees">Who is coming</h2>
      <Screen source={list}>
        {() => (
          <>
            {list.total === 0 && <p class="hint">Nobody is registered yet.</p>}
            <ul class="people">
              {named.map(({ _id: id, name, username }) => (
                <li key={id}>
                  <a href={linkTo('account', asText(id))}>{asText(name)}</a>{' '}
                  <span class="hint">{asText(username)}</span>
                </li>
              ))}
            </ul>
            {others > 0 && (
              <p class="hint">
                {named.length > 0 && 'and '}
                {others} {others === 1 ? 'person' : 'people'} whose {others === 1 ? 'name' : 'names'} you may not see
              </p>
            )}
            <More list={list} />
          </>
        )}
      </Screen>
    </section>
  );
};
