import { asArray, isObject } from '../model/json.ts';
import { toWords } from '../model/titles.ts';
import { kindOf, readable } from '../model/values.ts';
import { HalLink } from './hal-link.tsx';

const Text = ({ text }: { readonly text: string }) => {
  const kind = kindOf(text);
  if (kind === 'url') return <HalLink href={text}>{text}</HalLink>;
  if (kind === 'text') return <span class="text">{text}</span>;
  return <time dateTime={text}>{readable(text)}</time>;
};

interface ValueProps {
  readonly value: unknown;
  readonly depth?: number;
}

const List = ({ value, depth = 0 }: ValueProps) => {
  const items = asArray(value);
  if (items.length === 0) return <span class="none">none</span>;
  if (items.every((each) => typeof each !== 'object')) return <span class="text">{items.map(String).join(', ')}</span>;
  return (
    <ol class="nested">
      {items.map((each, index) => (
        <li key={index}>
          <Value value={each} depth={depth + 1} />
        </li>
      ))}
    </ol>
  );
};

/** The members of an object, folded below the first level. */
const Members = ({ value, depth = 0 }: ValueProps) => {
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.length === 0) return <span class="none">none</span>;
  const list = (
    <dl class="fields nested">
      {entries.map(([name, each]) => (
        <div key={name}>
          <dt>{toWords(name)}</dt>
          <dd>
            <Value value={each} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
  return depth === 0 ? (
    list
  ) : (
    <Folded summary={`${entries.length} ${entries.length === 1 ? 'member' : 'members'}`}>{list}</Folded>
  );
};

const Folded = ({ summary, children }: { readonly summary: string; readonly children: preact.ComponentChildren }) => (
  <details class="folded">
    <summary>{summary}</summary>
    {children}
  </details>
);

/** A value of a document, as people read it. */
export const Value = ({ value, depth = 0 }: ValueProps) => {
  if (value === null || value === undefined || value === '') return <span class="none">—</span>;
  if (typeof value === 'boolean') return <span>{value ? 'Yes' : 'No'}</span>;
  if (typeof value === 'number') return <span>{value.toLocaleString()}</span>;
  if (typeof value === 'string') return <Text text={value} />;
  return Array.isArray(value) ? <List value={value} depth={depth} /> : <Members value={value} depth={depth} />;
};
