import { isObject } from '../../../kit/util/is-object.ts';

type Data = Record<string, unknown>;

/**
 * Merges what a service knows of an object into it. Objects of the source may become part of several targets: equal
 * entities have equal data.
 */
export function mergeData(target: Data, source: Readonly<Data>): void {
  for (const [key, value] of Object.entries(source)) {
    const known = target[key];
    if (known === undefined || known === null) target[key] = value;
    else if (value !== null && known !== value) target[key] = merged(known, value);
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (isObject(known) && isObject(value)) mergeData(known, value);
  else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length)
    value.forEach((item, index) => {
      known[index] = known[index] === null ? item : item === null ? known[index] : merged(known[index], item);
    });
  else return value;
  return known;
}
