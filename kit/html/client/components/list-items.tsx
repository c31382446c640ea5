import type { ShownDocument } from '../model/document.ts';
import { linkOf, type EmbeddedDocuments } from '../model/hal.ts';
import type { LinkGroups } from '../model/link-groups.ts';
import { listUrl, parseListQuery } from '../model/list-query.ts';
import { capitalize, toWords } from '../model/titles.ts';
import { variablesOf } from '../model/uri-template.ts';
import { usePage } from './context.ts';
import { ListControls } from './list-controls.tsx';
import { Paging } from './paging.tsx';
import { Table } from './table.tsx';

const Empty = ({
  title,
  isFiltered,
  onClear,
}: {
  readonly title: string;
  readonly isFiltered: boolean;
  onClear(): void;
}) => (
  <div class="empty card">
    <p class="empty-title">{isFiltered ? 'Nothing matches' : `No ${title.toLowerCase()} yet`}</p>
    {isFiltered ? (
      <p>
        Nothing here has what you asked for.{' '}
        <button type="button" class="quiet" onClick={onClear}>
          Show all
        </button>
      </p>
    ) : (
      <p>When there are some, they are listed here.</p>
    )}
  </div>
);

export interface EmbeddedProps {
  /** The names of documents that items refer to, by their URLs. */
  readonly labels: ReadonlyMap<string, string>;
  readonly document: ShownDocument;
  readonly titles: ReadonlyMap<string, string>;
  readonly pages: LinkGroups['pages'];
}

/** The items of a list, with its filter, order and pages. */
export const ListItems = ({
  document,
  titles,
  pages,
  labels,
  documents,
}: EmbeddedProps & { readonly documents: EmbeddedDocuments }) => {
  const { go } = usePage();
  const search = linkOf(document.body, 'search', document.url);
  const query = parseListQuery(document.url);
  const title = capitalize(linkOf(document.body, 'self', document.url)?.title ?? toWords(documents.rel));
  const show = (changes: Readonly<Record<string, string | undefined>>): void => {
    if (search !== undefined) go(listUrl(search.href, document.url, changes));
  };
  const isFiltered = query.where !== undefined || query.conditions.length > 0;
  const parameters = variablesOf(search?.href ?? '');
  const sorting = { current: query.sort, by: (sort: string) => show({ sort }) };
  return (
    <section>
      {parameters.includes('where') && (documents.items.length > 0 || isFiltered) && (
        <ListControls
          key={document.url}
          query={query}
          items={documents.items}
          titles={titles}
          show={show}
          hasPages={parameters.includes('max_results')}
        />
      )}
      {documents.items.length === 0 ? (
        <Empty title={title} isFiltered={isFiltered} onClear={() => show({ where: undefined })} />
      ) : (
        <Table
          documents={documents}
          base={document.url}
          titles={titles}
          caption={title}
          labels={labels}
          {...(parameters.includes('sort') ? { sorting } : {})}
        />
      )}
      <Paging document={document} pages={pages} />
    </section>
  );
};
