import { useState } from 'preact/hooks';
import { prefixPattern } from '../../../../kit/html/client/forms/linked-options.ts';
import { asText, type JsonObject } from '../../../../kit/html/client/model/json.ts';
import { Empty } from '../components/empty.tsx';
import { Forms } from '../components/forms.tsx';
import { More } from '../components/more.tsx';
import { Screen } from '../components/screen.tsx';
import { useDelayed } from '../components/use-delayed.ts';
import { useList } from '../components/use-list.ts';
import { useTitle } from '../components/use-title.ts';
import { lists, select } from '../hypermedia/places.ts';
import { linkTo } from '../routes/route.ts';

const pageSize = 30;

/** Returns the filter for names and usernames that begin with a text. */
function whereOf(typed: string): object | undefined {
  const begins = { $regex: prefixPattern(typed) };
  return typed === '' ? undefined : { $or: [{ name: begins }, { username: begins }] };
}

const Person = ({ account: { _id: id, name, username, role } }: { readonly account: JsonObject }) => (
  <li>
    <a class="card link-card" href={linkTo('account', asText(id))}>
      <span class="link-title">{asText(name)}</span>
      <span class="link-text">
        {asText(username)} · {asText(role)}
      </span>
    </a>
  </li>
);

/** The accounts that whoever is signed in may see. */
export const People = () => {
  const [typed, setTyped] = useState('');
  const searched = useDelayed(typed.trim());
  const where = whereOf(searched);
  const trail = select(lists.account, {
    sort: 'name',
    max_results: pageSize,
    ...(where === undefined ? {} : { where }),
  });
  const list = useList(trail);
  useTitle('People');
  return (
    <>
      <header class="screen-head">
        <h1>People</h1>
        <p class="field search-field">
          <label for="search-people">Search by the beginning of a name or username</label>
          <input
            id="search-people"
            type="search"
            autoComplete="off"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </p>
      </header>
      <Screen source={list}>
        {(document) => (
          <>
            <Forms trail={trail} document={document} reload={list.reload} />
            {list.items.length === 0 && <Empty title="Nobody has such a name" />}
            <ul class="cards">
              {list.items.map((account) => (
                <Person key={account['_id']} account={account} />
              ))}
            </ul>
            <More list={list} />
          </>
        )}
      </Screen>
    </>
  );
};
