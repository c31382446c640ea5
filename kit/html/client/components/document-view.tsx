import type { Place } from '../address/navigation.ts';
import { formsOf, type Form } from '../forms/template.ts';
import type { ShownDocument } from '../model/document.ts';
import { embeddedOf, fieldsOf, linkOf } from '../model/hal.ts';
import { groupLinks } from '../model/link-groups.ts';
import { asObject } from '../model/json.ts';
import { problemOf } from '../model/problem.ts';
import { titleOf } from '../model/titles.ts';
import { usePage } from './context.ts';
import { Above } from './above.tsx';
import { Actions } from './actions.tsx';
import { Embedded } from './embedded.tsx';
import { Fields, Metadata } from './fields.tsx';
import { Links } from './links.tsx';
import { useLabels } from './use-labels.ts';
import { ProblemView } from './problem-view.tsx';

/** Returns the titles that the forms of a document have for its fields. */
const titlesOf = (forms: readonly Form[]): ReadonlyMap<string, string> =>
  new Map(
    forms.flatMap(({ fields }) => fields.map(({ name, label }) => [name.replace(/^_(.+)_ref$/, '$1'), label] as const)),
  );

/** Relations that could not be embedded, and why. */
const NotEmbedded = ({ body }: Pick<ShownDocument, 'body'>) => {
  const entries = Object.entries(asObject(asObject(body)['_not_embedded']));
  return entries.length === 0 ? null : (
    <p class="notice">Not embedded: {entries.map(([rel, why]) => `${rel} (${String(why)})`).join(', ')}</p>
  );
};

const Plain = ({ text }: { readonly text: string }) => (
  <pre class="card plain" tabIndex={0} role="region" aria-label="Text">
    {text}
  </pre>
);

interface DocumentViewProps {
  readonly document: ShownDocument;
  /** Whether it was removed while it was shown. */
  readonly isRemoved: boolean;
  readonly place: Place;
}

/** A document: what it is about, what can be done, what it has in it, and where it leads. */
export const DocumentView = ({ document, isRemoved, place }: DocumentViewProps) => {
  const { body, url } = document;
  const { rootUrl, product, titles: ownTitles } = usePage();
  const isRoot = url === rootUrl;
  // The page knows the titles of its own service only.
  const isHere = url.startsWith(`${location.origin}/`);
  const problem = problemOf(document);
  const forms = formsOf(body, url);
  const groups = groupLinks(document, forms);
  const titles = new Map([...(isHere ? Object.entries(ownTitles) : []), ...titlesOf(forms)]);
  const labels = useLabels(document);
  const isEmpty = fieldsOf(body).length === 0 && embeddedOf(body).length === 0;
  const isFormPage = isEmpty && linkOf(body, 'item', url) !== undefined;
  return (
    <>
      <Above links={groups.above} labels={labels} />
      <h1 tabIndex={-1}>{isRoot ? product : titleOf(document)}</h1>
      {isRemoved && <p class="notice">This was removed. It is shown as it was before.</p>}
      {problem !== undefined && <ProblemView problem={problem} document={document} />}
      {typeof body === 'string' && <Plain text={body} />}
      <NotEmbedded body={body} />
      {problem === undefined && typeof body !== 'string' && <Fields document={document} titles={titles} />}
      <Actions
        // Forms stay open until a link is followed.
        key={place.entry}
        document={document}
        forms={isRemoved ? [] : forms}
        isFormPage={isFormPage || url.endsWith('-form')}
      />
      <Embedded document={document} titles={titles} pages={groups.pages} labels={labels} />
      <Links groups={groups} labels={labels} isRoot={isRoot} isAlone={isEmpty && forms.length === 0} />
      {problem === undefined && <Metadata document={document} />}
    </>
  );
};
