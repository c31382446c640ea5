import { getArgumentValues, isInterfaceType, isObjectType, Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import { hash, stableJson } from './hash.ts';
import { keyRoles } from './key-values.ts';
import { possibleTypes, readSubgraphSdl, type FieldSdl, type SubgraphSdl } from './subgraph-sdl.ts';
import {
  createValues,
  instancesPerType,
  isInstance,
  type Instance,
  type IsMissing,
  type Representation,
} from './values.ts';
import type { FailureKind, World } from './world.ts';

/** What mutations change. Each execution of an operation has its own. */
export interface WorldState {
  counter: number;
  /** The calls of the root fields of mutations, in their order. */
  readonly calls: string[];
}

export const initialState = (): WorldState => ({ counter: 0, calls: [] });

/** The error of a resolver that fails because the world says so. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
}

/** A field of an instance, with its coerced arguments. */
export interface FieldCall {
  readonly instance: Instance;
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly state: WorldState;
}

/**
 * The values of all fields of a world. They follow from the coordinates, the instances, the arguments and the required
 * values, so that the subgraphs and the monolith give the same answers, and that fewer fields leave the others as
 * they are. Fields whose names begin with `live` are the counter, which each root field of a mutation increments.
 */
export interface DataModel {
  readonly subgraphs: readonly SubgraphSdl[];
  /** Whether a field has no value because the subgraph that resolves it does not know the entity. */
  isAbsent(call: Pick<FieldCall, 'instance' | 'field'>): boolean;
  /** Resolves a field as the monolith does. @throws FailureError */
  resolve(call: FieldCall): unknown;
  /** Resolves a field as a subgraph does: it knows required values from the representation only. @throws Error */
  resolveIn(subgraph: SubgraphSdl, call: FieldCall): unknown;
  /**
   * Finds the entity of a representation; null if the subgraph does not know it.
   *
   * @throws Error if it has no key of the subgraph, or one that no subgraph knows
   */
  find(subgraph: SubgraphSdl, representation: Representation): Instance | null;
}

/** The definition of a field by the subgraph that resolves it. */
interface OwnedField extends FieldSdl {
  readonly subgraph: SubgraphSdl;
  readonly type: string;
}

/** Creates the model of a world. */
export function createDataModel({ subgraphs: sources, failures, missing = [] }: World): DataModel {
  const isMissing: IsMissing = (subgraph, { type, index }) =>
    missing.some((each) => each.subgraph === subgraph && each.type === type && each.index === index);
  return new CoordinateModel(sources.map(readSubgraphSdl), failureTable(failures), isMissing);
}

const failureTable = (failures: World['failures']): ReadonlyMap<string, FailureKind> =>
  new Map(failures.map(({ coordinate, index, kind }) => [`${coordinate}#${index}`, kind]));

class CoordinateModel implements DataModel {
  readonly subgraphs: readonly SubgraphSdl[];
  private readonly failures: ReadonlyMap<string, FailureKind>;
  private readonly isMissing: IsMissing;
  private readonly roles: ReturnType<typeof keyRoles>;
  private readonly values: ReturnType<typeof createValues>;
  private readonly owners = new Map<string, OwnedField>();

  constructor(subgraphs: readonly SubgraphSdl[], failures: ReadonlyMap<string, FailureKind>, isMissing: IsMissing) {
    this.subgraphs = subgraphs;
    this.failures = failures;
    this.isMissing = isMissing;
    this.roles = keyRoles(subgraphs);
    this.values = createValues(subgraphs, this.roles, isMissing);
    for (const subgraph of subgraphs)
      for (const [type, { fields }] of subgraph.types)
        for (const [name, field] of fields) this.addOwner(`${type}.${name}`, { ...field, subgraph, type });
  }

  /** The subgraph that overrides a field, or else the first one that does not only refer to it, owns it. */
  private addOwner(coordinate: string, field: OwnedField): void {
    const known = this.owners.get(coordinate);
    if (known === undefined || known.isExternal || field.overrides !== undefined) this.owners.set(coordinate, field);
  }

  /** The owner of a field of an object type: of the type itself or of an interface that is an object elsewhere. */
  private ownerOf(type: string, field: string): OwnedField | undefined {
    const own = this.owners.get(`${type}.${field}`);
    if (own !== undefined) return own;
    const objects = this.subgraphs.flatMap(({ types }) =>
      [...types].filter(([, { isInterfaceObject }]) => isInterfaceObject),
    );
    const extended = objects.find(([name, { fields }]) => fields.has(field) && this.possibleTypes(name).includes(type));
    return extended && this.owners.get(`${extended[0]}.${field}`);
  }

  /** The object types of a composite type in the whole world. */
  private possibleTypes(name: string): readonly string[] {
    return [
      ...new Set(
        this.subgraphs
          .filter(({ types }) => types.get(name)?.isInterfaceObject !== true)
          .flatMap((subgraph) => possibleTypes(subgraph, name)),
      ),
    ];
  }

  isAbsent({ instance, field }: Pick<FieldCall, 'instance' | 'field'>): boolean {
    const owner = this.ownerOf(instance.type, field);
    const isKey = this.roles.has(`${owner?.type}.${field}`);
    return !isKey && owner !== undefined && this.isMissing(owner.subgraph.name, instance);
  }

  resolve(call: FieldCall): unknown {
    const owner = this.ownerOf(call.instance.type, call.field);
    if (owner === undefined) throw new Error(`no subgraph resolves ${call.instance.type}.${call.field}`);
    if (this.isAbsent(call)) return null;
    const required = owner.requires && this.project(call.instance, owner.requires, call.state);
    return this.valueOf(owner, call, required);
  }

  resolveIn(subgraph: SubgraphSdl, call: FieldCall): unknown {
    const { instance, field } = call;
    const owner = this.ownerOf(instance.type, field);
    if (owner === undefined) throw new Error(`no subgraph resolves ${instance.type}.${field}`);
    if (owner.overrides === subgraph.name)
      throw new Error(`${subgraph.name} must not be asked for ${owner.type}.${field}`);
    const required = owner.requires && pick(instance.representation, owner.requires);
    return this.valueOf(owner, call, required);
  }

  private valueOf(
    { type, node, subgraph }: OwnedField,
    { instance, field, args, state }: FieldCall,
    required: unknown,
  ): unknown {
    const coordinate = `${type}.${field}`;
    if (type === 'Mutation') {
      state.counter += 1;
      state.calls.push(`${coordinate}(${stableJson(args)})`);
    }
    const failure = this.failures.get(`${coordinate}#${instance.index}`);
    if (failure === 'throw') throw new FailureError(`${coordinate} fails for ${instance.index}`);
    if (failure === 'null') return null;
    if (field.startsWith('live')) return state.counter;
    const seed = stableJson([coordinate, instance.type, instance.index, args, required]);
    const value = this.values.create({ type: node.type, subgraph, coordinate, instance, seed });
    return failure === undefined ? value : withFailedItem(value, failure, { coordinate, seed });
  }

  /** Evaluates a field set on an instance. */
  private project(instance: Instance, { selections }: SelectionSetNode, state: WorldState): Record<string, unknown> {
    const projected: Record<string, unknown> = {};
    for (const node of selections) {
      if (node.kind === Kind.FIELD) projected[node.name.value] = this.projectField(instance, node, state);
      else if (node.kind === Kind.INLINE_FRAGMENT && this.matches(instance, node.typeCondition?.name.value))
        Object.assign(projected, this.project(instance, node.selectionSet, state));
    }
    return projected;
  }

  private projectField(instance: Instance, node: FieldNode, state: WorldState): unknown {
    const field = node.name.value;
    if (field === '__typename') return instance.type;
    const owner = this.ownerOf(instance.type, field);
    const parent = owner?.subgraph.schema.getType(owner.type);
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field] : undefined;
    const args = definition === undefined ? {} : getArgumentValues(definition, node);
    const { selectionSet } = node;
    return mapDeep(this.resolve({ instance, field, args, state }), (value) =>
      isInstance(value) && selectionSet !== undefined ? this.project(value, selectionSet, state) : value,
    );
  }

  private matches({ type }: Instance, condition: string | undefined): boolean {
    return condition === undefined || condition === type || this.possibleTypes(condition).includes(type);
  }

  find(subgraph: SubgraphSdl, representation: Representation): Instance | null {
    const type = String(representation['__typename']);
    const keys = subgraph.types.get(type)?.keys ?? [];
    const usable = keys.find((selection) => isComplete(representation, selection));
    if (usable === undefined) throw new Error(`${subgraph.name} has no key of ${JSON.stringify(representation)}`);
    const wanted = stableJson(pick(representation, usable));
    const instances = this.possibleTypes(type).flatMap((possible) =>
      Array.from({ length: instancesPerType }, (_, index): Instance => ({ type: possible, index })),
    );
    const found = instances.filter((instance) => stableJson(this.project(instance, usable, initialState())) === wanted);
    if (found[0] === undefined || found.length > 1)
      throw new Error(`${subgraph.name} knows ${found.length} entities ${JSON.stringify(representation)}`);
    return this.isMissing(subgraph.name, found[0]) ? null : { ...found[0], representation };
  }
}

/** Whether a representation has all fields of a key. */
function isComplete(representation: unknown, selection: SelectionSetNode): boolean {
  try {
    pick(representation, selection);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reduces a representation to a field set. Objects below it have no type name: of their fragments, they have the fields
 * that apply to them.
 *
 * @throws Error if a field is missing
 */
function pick(value: unknown, { selections }: SelectionSetNode, isOptional = false): unknown {
  if (value === null) return null;
  if (Array.isArray(value))
    return value.map((item) => pick(item, { kind: Kind.SELECTION_SET, selections }, isOptional));
  const source = (value ?? {}) as Representation;
  const picked: Record<string, unknown> = {};
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const isKnown = source['__typename'] !== undefined;
      if (!isKnown || matchesName(source, node.typeCondition?.name.value))
        Object.assign(picked, pick(source, node.selectionSet, isOptional || !isKnown));
    } else if (node.kind === Kind.FIELD) {
      const name = node.name.value;
      if (source[name] === undefined && isOptional) continue;
      if (source[name] === undefined) throw new Error(`the representation ${JSON.stringify(value)} lacks ${name}`);
      picked[name] = node.selectionSet ? pick(source[name], node.selectionSet) : source[name];
    }
  }
  return picked;
}

const matchesName = ({ __typename: name }: Representation, condition: string | undefined): boolean =>
  condition === undefined || condition === name;

function mapDeep(value: unknown, map: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map((item) => mapDeep(item, map)) : map(value);
}

function withFailedItem(
  value: unknown,
  kind: FailureKind,
  { coordinate, seed }: { coordinate: string; seed: string },
): unknown {
  if (!Array.isArray(value)) return value;
  const items: readonly unknown[] = value;
  const position = hash(`${seed} failure`) % (items.length + 1);
  const item = kind === 'null item' ? null : new FailureError(`an item of ${coordinate} fails`);
  return [...items.slice(0, position), item, ...items.slice(position)];
}
