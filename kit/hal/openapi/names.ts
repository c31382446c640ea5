import type { Action } from '../../resource/definition/actions.ts';
import type { View } from '../../resource/definition/views.ts';
import { capitalize } from '../../util/capitalize.ts';
import type { Definition } from '../../resource/definition/definition.ts';

/** The names of a resource's schemas in `components`. */
export const itemName = capitalize;
export const collectionName = ({ plural }: Definition): string => `${capitalize(plural)}Page`;
export const newName = ({ name }: Definition): string => `New${capitalize(name)}`;
export const patchName = ({ name }: Definition): string => `${capitalize(name)}Patch`;
export const batchName = ({ plural }: Definition): string => `New${capitalize(plural)}`;
export const createdName = ({ name }: Definition): string => `${capitalize(name)}Created`;
export const viewName = (name: string, { of }: View): string => `${capitalize(of)}${capitalize(name)}`;
export const actionInputName = ({ mutation }: Action): string => `${capitalize(mutation)}Input`;
