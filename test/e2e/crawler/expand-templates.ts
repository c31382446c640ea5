import { parse } from 'rfc6570-uri-template';
import type { HalBody } from '../../support/clients.ts';

type Values = Readonly<Record<string, unknown>>;

/** The items of a list, whatever they are. */
const itemsOf = (list: HalBody): readonly HalBody[] => Object.values<HalBody>(list._embedded ?? {}).flat();

const json = (value: unknown): string => JSON.stringify(value);

export interface Expansion {
  /** Names of resources: relations that can be embedded. */
  readonly resources: readonly string[];
  /** Whether a few searches are enough, since others of the kind were searched in every way. */
  readonly isBrief: boolean;
}

/** What one may look for in a list, judging by its first item. */
function searches(list: HalBody, { resources, isBrief }: Expansion): readonly Values[] {
  const [item = {}] = itemsOf(list);
  const shown = Object.entries<HalBody>(item).filter(
    ([name, value]) => !name.startsWith('_') && ['string', 'number'].includes(typeof value),
  );
  const embeddable = Object.keys(item._links ?? {}).filter((rel) => resources.includes(rel));
  const [[first] = ['_id']] = shown;
  const everything = {
    where: json({ _created: { $gt: '2020-01-01T00:00:00Z' } }),
    sort: '-_created',
    max_results: 2,
    page: 1,
    projection: first,
    embed: embeddable,
    pretty: true,
  };
  if (isBrief) return [{}, { max_results: 1 }, ...embeddable.map((embed) => ({ embed }))];
  return [
    {},
    ...shown.map(([name, value]) => ({ where: json({ [name]: value }) })),
    { where: json({ _id: { $in: ['nothing'] } }) },
    { sort: '_created,-_id' },
    { max_results: 1 },
    { max_results: 1, page: 2 },
    { max_results: 1, page: 1000 },
    ...(first === '_id' ? [] : [{ projection: first }, { projection: json({ [first]: 0 }) }]),
    ...embeddable.map((embed) => ({ embed })),
    { links_only: true },
    { pretty: true },
    ...(first === '_id' ? [] : [everything]),
  ];
}

/** The URLs that a templated link stands for, in the document that has it. Throws where RFC 6570 does not parse it. */
export function expand(href: string, document: HalBody, expansion: Expansion): readonly string[] {
  const template = parse(href);
  const names = template.items.flatMap((item) =>
    typeof item === 'string' ? [] : item.variables.map(({ name }) => name),
  );
  if (names.join() === 'id')
    return itemsOf(document).flatMap(({ _id }) => (_id === undefined ? [] : template.expand({ id: _id })));
  const takes = (values: Values): boolean => Object.keys(values).every((name) => names.includes(name));
  return searches(document, expansion)
    .filter(takes)
    .map((values) => template.expand(values));
}
