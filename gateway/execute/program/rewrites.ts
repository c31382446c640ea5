import { isObject } from '../../../kit/util/is-object.ts';
import type { FetchDataRewrite } from './query-plan.ts';
import type { Supergraph } from '../supergraph.ts';

/** Changes data in place. */
export type Rewrite = (value: unknown) => void;

type Data = Record<string, unknown>;

const typeCondition = '... on ';

/** Compiles the planner's rewrites of data that go to a service, or come from one. */
export function compileRewrites(rewrites: readonly FetchDataRewrite[] = [], supergraph: Supergraph): Rewrite {
  const compiled = rewrites.map((rewrite) => atPath(rewrite.path.slice(0, -1), changeOf(rewrite), supergraph));
  return (value) => {
    for (const apply of compiled) apply(value);
  };
}

function changeOf(rewrite: FetchDataRewrite): (object: Data) => void {
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'ValueSetter') return (object) => void (object[key] = rewrite.setValueTo);
  return (object) => {
    const value = object[key];
    if (value === undefined) return;
    object[rewrite.renameKeyTo] = value;
    delete object[key];
  };
}

function atPath([first, ...rest]: readonly string[], change: (object: Data) => void, supergraph: Supergraph): Rewrite {
  const apply = first === undefined ? change : descend(first, atPath(rest, change, supergraph), supergraph);
  const visit: Rewrite = (value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) apply(value);
  };
  return visit;
}

/** An object without a type name is taken to be of the type of a condition. */
const descend = (element: string, next: Rewrite, supergraph: Supergraph): ((object: Data) => void) => {
  if (!element.startsWith(typeCondition)) return (object) => next(object[element]);
  const condition = element.slice(typeCondition.length);
  return (object) => {
    const name = object['__typename'];
    if (typeof name !== 'string' || supergraph.isOfType(name, condition)) next(object);
  };
};
