import { invalidName } from './check-names.ts';
import type { Check } from './faults.ts';

/** The operations that the kit provides for other services. */
const own = ['standing', 'referring', 'referrers'];

/** Finds internal operations that are no functions, or that have the name of another. */
export const checkInternal: Check = ({ internal }) =>
  Object.entries(internal).flatMap(([name, operation]: [string, unknown]) => [
    ...invalidName('internal', name),
    ...(own.includes(name) ? [`internal.${name} is an operation of the kit; rename it`] : []),
    ...(typeof operation === 'function' ? [] : [`internal.${name} is not a function`]),
  ]);
