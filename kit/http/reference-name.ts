const referenceMember = /^_(.+)_ref$/;

/** Returns the name of a reference in a HAL body and in `where`: `venue` → `_venue_ref`. */
export const referenceName = (relation: string): string => `_${relation}_ref`;

/** Returns the relation of a reference name: `_venue_ref` → `venue`; undefined when the name is not a reference. */
export const relationOfReference = (name: string): string | undefined => referenceMember.exec(name)?.[1];
