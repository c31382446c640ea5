import { parseWhere } from '../../kit/hal/query.ts';
import type { FilterDialect } from '../../kit/resource/filter.ts';
import { defaultLimits } from '../../kit/resource/limits.ts';
import type { Outcome } from '../../kit/resource/problems.ts';
import type { Property, PropertyKind } from '../../kit/resource/properties.ts';
import type { Filter } from '../../kit/store/port.ts';

const kinds: Readonly<Record<string, PropertyKind>> = {
  _id: 'id',
  _created: 'instant',
  _updated: 'instant',
  name: 'text',
  baseUrl: 'text',
  ttl: 'integer',
  expires: 'instant',
};

const property = (name: string, kind: PropertyKind): Property => ({
  name,
  path: name,
  kind,
  origin: 'metadata',
  field: undefined,
  target: undefined,
});

/** The filter language for registrations: MongoDB operators with `$`, as for the documents of services. */
const dialect: FilterDialect = {
  prefix: '$',
  properties: new Map(Object.entries(kinds).map(([name, kind]) => [name, property(name, kind)])),
  limits: defaultLimits.filter,
};

/** Parses the `where` parameter of a search for registrations; of several the last one counts. */
export const parseRegistrationFilter = (where: string | readonly string[] | undefined): Outcome<Filter> =>
  parseWhere([where ?? []].flat().at(-1), dialect);
