import { referenceOf, rowLinks, type Column } from '../model/columns.ts';
import { linkOf, linksOf } from '../model/hal.ts';
import type { JsonObject } from '../model/json.ts';
import { linkText } from '../model/link-groups.ts';
import { toWords } from '../model/titles.ts';
import { HalLink } from './hal-link.tsx';
import { Value } from './value.tsx';

interface CellProps {
  readonly item: JsonObject;
  readonly column: Column;
  readonly base: string;
  readonly labels: ReadonlyMap<string, string>;
}

export const Cell = ({ item, column: { name, kind }, base, labels }: CellProps) => {
  if (kind === 'field') return <Value value={item[name]} depth={1} />;
  const { href, label } = referenceOf(item, name, base);
  return href === undefined ? (
    <Value value={item[`_${name}_ref`]} />
  ) : (
    <HalLink href={href}>{label ?? labels.get(href) ?? `Open ${toWords(name).toLowerCase()}`}</HalLink>
  );
};

/** The first cell of a row leads to its document. */
export const FirstCell = (props: CellProps) => {
  const { item, column, base } = props;
  const self = linkOf(item, 'self', base)?.href;
  if (self === undefined || column.kind === 'reference') return <Cell {...props} />;
  return (
    <HalLink href={self} class="row-link">
      <Value value={typeof item[column.name] === 'string' && item[column.name] !== '' ? item[column.name] : 'Open'} />
    </HalLink>
  );
};

export const LinksCell = ({
  item,
  base,
  opensSelf,
}: {
  readonly item: JsonObject;
  readonly base: string;
  readonly opensSelf: boolean;
}) => (
  <td class="row-links">
    {[...(opensSelf ? linksOf(item, base).filter(({ rel }) => rel === 'self') : []), ...rowLinks(item, base)].map(
      (link) => (
        <HalLink key={link.rel} href={link.href}>
          {link.rel === 'self' ? 'Open' : linkText(link)}
        </HalLink>
      ),
    )}
  </td>
);
