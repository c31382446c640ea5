import type { Definition } from '../resource/definition.ts';
import { defaultFilterLimits, type Dialect } from '../resource/filter.ts';
import { referenceName } from '../wire/reference-name.ts';
import { propertiesOf, type Property } from '../resource/properties.ts';

/** The name of a property in the HAL face. */
export const halName = ({ origin, name }: Property): string => (origin === 'relation' ? referenceName(name) : name);

/** How HAL's `where` writes filters: `$` before operators, references as `_venue_ref`. */
export const halDialect = (definition: Definition): Dialect => ({
  prefix: '$',
  properties: new Map(propertiesOf(definition).map((property) => [halName(property), property])),
  limits: defaultFilterLimits,
});
