const referenceMember = /^_(.+)_ref$/;

/** The name of a reference in a HAL body and in `where`: `venue` → `_venue_ref`. */
export const referenceName = (relation: string): string => `_${relation}_ref`;

/** The relation that such a name refers by: `_venue_ref` → `venue`; undefined when it is no reference. */
export const relationOfReference = (name: string): string | undefined => referenceMember.exec(name)?.[1];
