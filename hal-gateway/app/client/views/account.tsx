import { asObject, asText } from '../../../../kit/html/client/model/json.ts';
import { Forms } from '../components/forms.tsx';
import { Screen } from '../components/screen.tsx';
import { useSource } from '../components/use-source.ts';
import { useTitle } from '../components/use-title.ts';
import { item } from '../hypermedia/places.ts';
import { follow } from '../hypermedia/trail.ts';
import { linkTo } from '../routes/route.ts';
import { Registrations } from './mine.tsx';
import type { ViewProps } from './view.ts';

/** An account, and what it is registered for. */
export const Account = ({ route }: ViewProps) => {
  const trail = item('account', route.id ?? '');
  const source = useSource(trail);
  const { name, username, role } = asObject(source.document?.body);
  useTitle(asText(name));
  return (
    <Screen source={source} isView>
      {(document) => (
        <>
          <header class="screen-head">
            <p class="above">
              <a href={linkTo('people')}>People</a>
            </p>
            <h1>{asText(name)}</h1>
            <p class="facts">
              <span>{asText(username)}</span>
              <span>{asText(role)}</span>
            </p>
          </header>
          <Forms trail={trail} document={document} above={linkTo('people')} reload={source.reload} />
          <section aria-labelledby="registrations">
            <h2 id="registrations">Registrations</h2>
            <Registrations trail={follow(trail, 'registration')} />
          </section>
        </>
      )}
    </Screen>
  );
};
