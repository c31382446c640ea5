import type { Definition } from '../resource/definition.ts';
import { defaultFilterLimits, type Dialect } from '../resource/filter.ts';
import { propertiesOf, type Property } from '../resource/properties.ts';

const referenceMember = /^_(.+)_ref$/;

/** The name of a reference in a HAL body and in `where`: `venue` → `_venue_ref`. */
export const referenceName = (relation: string): string => `_${relation}_ref`;

/** The relation that a HAL name refers by: `_venue_ref` → `venue`; undefined when it is no reference. */
export const relationOf = (name: string): string | undefined => referenceMember.exec(name)?.[1];

/** The name of a property in the HAL face. */
export const halName = ({ origin, name }: Property): string => (origin === 'relation' ? referenceName(name) : name);

/** How HAL's `where` writes filters: `$` before operators, references as `_venue_ref`. */
export const halDialect = (definition: Definition): Dialect => ({
  prefix: '$',
  properties: new Map(propertiesOf(definition).map((property) => [halName(property), property])),
  limits: defaultFilterLimits,
});
