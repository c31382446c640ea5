import { parse } from 'rfc6570-uri-template';
import type { HalBody } from '../../support/clients.ts';

type TemplateVariables = Readonly<Record<string, unknown>>;

/** The required values of a search for free venues. */
const sampleTime = { date: '2025-02-07', time: '09:00', duration: 'PT1H' };

/** Returns the embedded items of a list. */
const itemsOf = (list: HalBody): readonly HalBody[] => Object.values<HalBody>(list._embedded ?? {}).flat();

const toJson = (value: unknown): string => JSON.stringify(value);

export interface ExpansionSettings {
  /** Resource names, which are the relations that can be embedded. */
  readonly resources: readonly string[];
  /** Whether to generate only a few queries, because another URL of the route was queried in full. */
  readonly isBrief: boolean;
}

/** Returns query parameters for a list, derived from its first item. */
function searchVariables(list: HalBody, { resources, isBrief }: ExpansionSettings): readonly TemplateVariables[] {
  const [item = {}] = itemsOf(list);
  const fields = Object.entries<HalBody>(item).filter(
    ([name, value]) => !name.startsWith('_') && ['string', 'number'].includes(typeof value),
  );
  const embeddable = Object.keys(item._links ?? {}).filter((rel) => resources.includes(rel));
  const [[firstField] = ['_id']] = fields;
  const allParameters = {
    where: toJson({ _created: { $gt: '2020-01-01T00:00:00Z' } }),
    sort: '-_created',
    max_results: 2,
    page: 1,
    projection: firstField,
    embed: embeddable,
    pretty: true,
  };
  if (isBrief) return [{}, { max_results: 1 }, ...embeddable.map((embed) => ({ embed }))];
  return [
    {},
    ...fields.map(([name, value]) => ({ where: toJson({ [name]: value }) })),
    { where: toJson({ _id: { $in: ['nothing'] } }) },
    { sort: '_created,-_id' },
    { max_results: 1 },
    { max_results: 1, page: 2 },
    { max_results: 1, page: 1000 },
    ...(firstField === '_id' ? [] : [{ projection: firstField }, { projection: toJson({ [firstField]: 0 }) }]),
    ...embeddable.map((embed) => ({ embed })),
    { links_only: true },
    { pretty: true },
    ...(firstField === '_id' ? [] : [allParameters]),
  ];
}

/**
 * Expands a templated link (RFC 6570) to URLs, with values from the document that contains it.
 * @throws if the template is malformed
 */
export function expandLink(href: string, document: HalBody, expansion: ExpansionSettings): readonly string[] {
  const template = parse(href);
  const names = template.items.flatMap((item) =>
    typeof item === 'string' ? [] : item.variables.map(({ name }) => name),
  );
  if (names.join() === 'id')
    return itemsOf(document).flatMap(({ _id }) => (_id === undefined ? [] : template.expand({ id: _id })));
  const accepts = (values: TemplateVariables): boolean => Object.keys(values).every((name) => names.includes(name));
  if (names.includes('duration')) return [template.expand(sampleTime), template.expand({ ...sampleTime, seats: 10 })];
  return searchVariables(document, expansion)
    .filter(accepts)
    .map((values) => template.expand(values));
}
