import { useContext } from 'preact/hooks';
import { columnsOf, rowLinks } from '../model/columns.ts';
import { linkOf, type EmbeddedDocuments } from '../model/hal.ts';
import { toText, type JsonObject } from '../model/json.ts';
import { toWords } from '../model/titles.ts';
import { Cell, FirstCell, LinksCell } from './cells.tsx';
import { LiveNews } from './context.ts';
import { SortHeading, type Sorting } from './sort-heading.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

interface TableProps {
  readonly documents: EmbeddedDocuments;
  readonly base: string;
  readonly titles: ReadonlyMap<string, string>;
  readonly caption: string;
  /** The names of documents that items refer to, by their URLs. */
  readonly labels: ReadonlyMap<string, string>;
  readonly sorting?: Sorting;
}

/** Embedded documents as a table with links. It scrolls sideways in itself. */
export const Table = ({ documents: { items }, base, titles, caption, labels, sorting }: TableProps) => {
  const columns = columnsOf(items);
  const opensSelf = columns[0]?.kind !== 'field';
  const { changed, added } = useContext(LiveNews);
  const isNew = ({ _id }: JsonObject): boolean => [changed, added].some((ids) => ids.has(toText(_id)));
  const frame = useKeptFocus();
  const hasLinks = opensSelf || items.some((item) => rowLinks(item, base).length > 0);
  return (
    <div class="table-frame card" ref={frame} role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, kind }) => (
              <SortHeading key={name} name={kind === 'field' ? name : undefined} sorting={sorting}>
                {titles.get(name) ?? toWords(name)}
              </SortHeading>
            ))}
            {hasLinks && <th scope="col">Links</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((item, row) => (
            <tr key={linkOf(item, 'self', base)?.href ?? row} class={isNew(item) ? 'new' : ''}>
              {columns.map((column, index) => (
                <td key={column.name} class={typeof item[column.name] === 'number' ? 'number' : ''}>
                  {index === 0 ? (
                    <FirstCell item={item} column={column} base={base} labels={labels} />
                  ) : (
                    <Cell item={item} column={column} base={base} labels={labels} />
                  )}
                </td>
              ))}
              {hasLinks && <LinksCell item={item} base={base} opensSelf={opensSelf} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
