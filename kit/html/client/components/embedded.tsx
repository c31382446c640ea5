import { embeddedOf, isList } from '../model/hal.ts';
import { toWords } from '../model/titles.ts';
import { ListItems, type EmbeddedProps } from './list-items.tsx';
import { Table } from './table.tsx';

/** Embedded documents, as a table for each relation. */
export const Embedded = ({ document, titles, pages, labels }: EmbeddedProps) => (
  <>
    {embeddedOf(document.body).map((documents) =>
      isList(document.body) ? (
        <ListItems
          key={documents.rel}
          document={document}
          titles={titles}
          pages={pages}
          labels={labels}
          documents={documents}
        />
      ) : (
        <section key={documents.rel}>
          <h2>{toWords(documents.rel)}</h2>
          {documents.items.length === 0 ? (
            <p class="none">None.</p>
          ) : (
            <Table
              documents={documents}
              base={document.url}
              titles={new Map()}
              caption={toWords(documents.rel)}
              labels={labels}
            />
          )}
        </section>
      ),
    )}
  </>
);
