import { useContext } from 'preact/hooks';
import type { ShownDocument } from '../model/document.ts';
import { fieldsOf, linkOf, referenceRel } from '../model/hal.ts';
import { asObject } from '../model/json.ts';
import { toWords } from '../model/titles.ts';
import { LiveNews } from './context.ts';
import { Value } from './value.tsx';

/** Names of metadata, for people. */
const metadata: Readonly<Record<string, string>> = {
  _created: 'Created',
  _updated: 'Changed',
  _id: 'ID',
  _etag: 'Version',
};

interface FieldsProps {
  readonly document: ShownDocument;
  /** Titles of fields, as the forms of the document have them. */
  readonly titles: ReadonlyMap<string, string>;
}

/** The fields of a document with their titles. */
export const Fields = ({ document: { body, url }, titles }: FieldsProps) => {
  const references = Object.entries(asObject(body)).filter(([name]) => {
    const rel = referenceRel(name);
    return rel !== undefined && linkOf(body, rel, url) === undefined;
  });
  const fields = [...fieldsOf(body), ...references];
  const { changed } = useContext(LiveNews);
  if (fields.length === 0) return null;
  return (
    <dl class="fields card">
      {fields.map(([name, value]) => (
        <div key={name} class={changed.has(name) ? 'new' : ''}>
          <dt>{titles.get(name) ?? toWords(referenceRel(name) ?? name)}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** When a document was created and changed, and its ID. */
export const Metadata = ({ document: { body } }: Pick<FieldsProps, 'document'>) => {
  const members = asObject(body);
  const shown = Object.entries(metadata).filter(([name]) => members[name] !== undefined);
  if (shown.length === 0) return null;
  return (
    <dl class="metadata">
      {shown.map(([name, title]) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd>
            <Value value={members[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
};
