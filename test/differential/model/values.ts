import { Kind, type TypeNode } from 'graphql';
import { hash } from './hash.ts';
import type { KeyRole } from './key-values.ts';
import { possibleTypes, type SubgraphSdl } from './subgraph-sdl.ts';

/** The number of instances of each object type. */
export const instancesPerType = 4;

/** What a gateway tells a subgraph about an entity: its type, a key and required values. */
export type Representation = Readonly<Record<string, unknown>>;

/** An object of the model. */
export interface Instance {
  /** The object type, also where a subgraph sees the object as an `@interfaceObject`. */
  readonly type: string;
  readonly index: number;
  /** What a subgraph was told about it. */
  readonly representation?: Representation;
}

export const isInstance = (value: unknown): value is Instance =>
  typeof value === 'object' && value !== null && 'index' in value && 'type' in value;

/** Whether a subgraph knows nothing of an instance. */
export type IsMissing = (subgraph: string, instance: Instance) => boolean;

/** Returns what a root field's parent is in the model. */
export const rootInstance = (type: string): Instance => ({ type, index: 0 });

/** A value to create. */
export interface ValueRequest {
  readonly type: TypeNode;
  /** The subgraph that resolves the field. */
  readonly subgraph: SubgraphSdl;
  readonly coordinate: string;
  readonly instance: Instance;
  /** Everything that the value depends on, as text. */
  readonly seed: string;
}

/** The lengths of lists: most have items. */
const lengths = [2, 1, 3, 2, 0, 1];
const pickBy = <T>(seed: string, items: readonly T[]): T | undefined => items[hash(seed) % items.length];

/** Creates the values of the fields of a world. */
export function createValues(
  subgraphs: readonly SubgraphSdl[],
  roles: ReadonlyMap<string, KeyRole>,
  isMissing: IsMissing,
) {
  const objectTypes = [...new Set(subgraphs.flatMap(({ types }) => [...types.keys()]))].sort();

  const listOf = (request: ValueRequest, item: TypeNode): readonly unknown[] =>
    Array.from({ length: pickBy(`${request.seed} length`, lengths) ?? 0 }, (_, position) =>
      create({ ...request, type: item, seed: `${request.seed}[${position}]` }),
    );

  /** The types that every subgraph which defines the field has: a shared field must not depend on who answers. */
  const definersOf = ([type = '', field = '']: readonly string[]): readonly SubgraphSdl[] =>
    subgraphs.filter(({ types }) => types.get(type)?.fields.has(field) === true);

  const candidates = (name: string, definers: readonly SubgraphSdl[]): readonly string[] => {
    const lists = definers.map((subgraph) =>
      subgraph.types.get(name)?.isInterfaceObject === true
        ? subgraphs.flatMap((other) => (other.types.get(name)?.isInterface === true ? possibleTypes(other, name) : []))
        : possibleTypes(subgraph, name),
    );
    return [...new Set(lists[0])].filter((possible) => lists.every((list) => list.includes(possible)));
  };

  const keyIndex = ({ coordinate, instance }: ValueRequest): number | undefined => {
    const role = roles.get(coordinate);
    if (role === undefined) return undefined;
    return role === 'unique' ? instance.index : role === 'low digit' ? instance.index % 2 : instance.index >> 1;
  };

  const keyText = (request: ValueRequest): string | undefined => {
    const index = keyIndex(request);
    if (index === undefined || roles.get(request.coordinate) !== 'unique') return index?.toString();
    return `${request.instance.type}-${index}`;
  };

  const keyNumber = (request: ValueRequest): number | undefined => {
    const index = keyIndex(request);
    if (index === undefined || roles.get(request.coordinate) !== 'unique') return index;
    return 1000 + objectTypes.indexOf(request.instance.type) * 10 + index;
  };

  const named = (name: string, request: ValueRequest): unknown => {
    const { seed, subgraph, coordinate } = request;
    const number = hash(seed);
    const scalar = scalars[name];
    if (scalar !== undefined) return (name === 'Int' ? keyNumber(request) : keyText(request)) ?? scalar(number);
    const values = subgraph.enums.get(name);
    if (values !== undefined) return pickBy(seed, values);
    if (!subgraph.types.has(name) && !subgraph.unions.has(name)) return customScalar(number);
    const definers = definersOf(coordinate.split('.'));
    const type = pickBy(`${seed} type`, candidates(name, definers));
    if (type === undefined) return null;
    const instances = Array.from({ length: instancesPerType }, (_, offset): Instance => ({
      type,
      index: keyIndex(request) ?? (number + offset) % instancesPerType,
    }));
    // A subgraph that refers to an entity knows it.
    return instances.find((instance) => !definers.some((definer) => isMissing(definer.name, instance))) ?? null;
  };

  const create = (request: ValueRequest): unknown => {
    const { type } = request;
    if (type.kind === Kind.NON_NULL_TYPE) return create({ ...request, type: type.type });
    return type.kind === Kind.LIST_TYPE ? listOf(request, type.type) : named(type.name.value, request);
  };
  return { create };
}

const scalars: Readonly<Record<string, (number: number) => unknown>> = {
  Int: (number) => number % 100,
  Float: (number) => (number % 1000) / 8,
  String: (number) => number.toString(36),
  ID: (number) => `id${number % 100}`,
  Boolean: (number) => number % 2 === 0,
};

/** A custom scalar can be any JSON value, also one that looks like an object of the schema. */
const customScalar = (number: number): unknown =>
  [{ id: number % 10, __typename: 'None', list: [null, { name: 'x' }] }, [number % 10, [null]], 'text', number % 10][
    number % 4
  ];
