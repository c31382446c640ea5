import type { Resource } from '../resource/resource.ts';
import type { FilterDialect } from '../resource/filter.ts';
import { memoize } from '../util/memoize.ts';
import { referenceName } from '../http/reference-name.ts';
import { propertiesOf, type Property } from '../resource/properties.ts';

/** Returns the name of a property in the HAL face: a relation `venue` is `_venue_ref`. */
export const halPropertyName = ({ origin, name }: Property): string =>
  origin === 'relation' ? referenceName(name) : name;

/** Returns the filter syntax of `where`: operators start with `$`, references are named as in `_venue_ref`. */
export const halDialect = memoize(({ definition, limits }: Pick<Resource, 'definition' | 'limits'>): FilterDialect => ({
  prefix: '$',
  properties: new Map(propertiesOf(definition).map((property) => [halPropertyName(property), property])),
  limits: limits.filter,
}));
