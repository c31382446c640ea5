import type fc from 'fast-check';
import {
  getNamedType,
  GraphQLBoolean,
  GraphQLNonNull,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { arbitraryOf, type RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';
import type { GraphqlRequest } from '../gateway.ts';
import type { OperationFeatures } from './features.ts';
import { ResponseScope } from './response-scope.ts';
import { Variables } from './variables.ts';

/** Generates operations for a schema, each with one or two sets of values; not all of them are valid. */
export const operations = (
  schema: GraphQLSchema,
  features: OperationFeatures,
): fc.Arbitrary<readonly GraphqlRequest[]> =>
  arbitraryOf((random) => new OperationGenerator(schema, features, random).generate());

/** Where a selection set stands. */
interface Position {
  readonly type: GraphQLCompositeType;
  /** The fields of the response object to which the selection adds. */
  readonly scope: ResponseScope;
  /** The remaining levels. */
  readonly depth: number;
}

class OperationGenerator {
  private readonly schema: GraphQLSchema;
  private readonly features: OperationFeatures;
  private readonly random: RandomSource;
  private readonly variables: Variables;
  private readonly fragments: { readonly on: string; readonly name: string; readonly text: string }[] = [];
  /** The remaining number of fields. */
  private budget: number;
  private readonly aliasPool: readonly string[];

  constructor(schema: GraphQLSchema, features: OperationFeatures, random: RandomSource) {
    this.schema = schema;
    this.features = features;
    this.random = random;
    this.variables = new Variables(random);
    this.budget = random.pick([4, 8, 14, 22]);
    this.aliasPool = fieldNamesOf(schema);
  }

  generate(): readonly GraphqlRequest[] {
    const { random, schema, features } = this;
    const mutation = features.mutations && random.chance(30) ? schema.getMutationType() : undefined;
    const root = mutation ?? schema.getQueryType();
    if (!root) throw new Error('the schema has no queries');
    const depth = random.between(2, 6);
    const selection = this.selection({ type: root, scope: new ResponseScope(), depth });
    const isNamed = random.chance(30);
    const others = isNamed && random.chance(40) ? ['query Other { __typename }'] : [];
    const texts = [selection, ...this.fragments.map(({ text }) => text)];
    const { definitions, values } = this.variables.usedIn(texts.join('\n'));
    const head = `${mutation ? 'mutation' : 'query'}${isNamed ? ' Main' : ''}${definitions}`;
    const query = [`${head} ${texts.join('\n')}`, ...others].join('\n');
    const count = definitions !== '' && random.chance(20) ? 2 : 1;
    return Array.from({ length: count }, () => ({
      query,
      ...(isNamed && { operationName: 'Main' }),
      ...(definitions !== '' && { variables: values() }),
    }));
  }

  private selection(position: Position): string {
    const { random } = this;
    const count = random.between(1, position.depth > 0 ? 4 : 3);
    const parts = Array.from({ length: count }, () => this.part(position)).filter((part) => part !== '');
    return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
  }

  private part(position: Position): string {
    const { random, features } = this;
    const { type, depth } = position;
    if (random.chance(8)) return this.typename(position);
    const isRoot = type === this.schema.getQueryType();
    if (isRoot && features.introspection && random.chance(6)) return this.introspection(position);
    const fragmentChance = isUnionType(type) ? 100 : isAbstractType(type) ? 60 : 15;
    if (features.fragments && depth > 0 && this.budget > 0 && random.chance(fragmentChance))
      return this.fragment(position);
    return isUnionType(type) ? this.typename(position) : this.field(position);
  }

  private typename({ type, scope }: Position): string {
    const alias = this.features.aliases && this.random.chance(35) ? this.random.pick(this.aliasPool) : undefined;
    const key = alias ?? '__typename';
    const entry = scope.add({ key, parent: type, call: '__typename', shape: 'String!' });
    if (entry === undefined) return '';
    return `${alias === undefined ? '' : `${alias}: `}__typename${this.condition()}`;
  }

  private introspection({ type, scope }: Position): string {
    const { random } = this;
    const call = random.pick([
      '__schema { queryType { name } }',
      '__type(name: "Book") { name kind }',
      '__schema { mutationType { __typename fields { name } } }',
    ]);
    const alias = this.features.aliases && random.chance(30) ? random.pick(this.aliasPool) : undefined;
    const key = alias ?? call.slice(0, call.search(/[ (]/));
    return scope.add({ key, parent: type, call, shape: call })
      ? `${alias === undefined ? '' : `${alias}: `}${call}`
      : '';
  }

  private field(position: Position): string {
    const { random, features } = this;
    const { type, scope } = position;
    if (isUnionType(type)) return '';
    const repeated = features.duplicates && random.chance(15) ? scope.pickField(random, type) : undefined;
    const name = repeated?.name ?? this.fieldName(type, position.depth);
    const field = type.getFields()[name];
    if (field === undefined) return '';
    const call = repeated?.call ?? `${name}${this.arguments(field)}`;
    const key = repeated?.key ?? this.responseKey(position, field, call);
    const isComposite = isCompositeType(getNamedType(field.type));
    const shape = isComposite ? String(field.type).replace(/\w+/, '{}') : String(field.type);
    const entry = scope.add({ key, parent: type, call, shape });
    if (entry === undefined) return '';
    this.budget--;
    const head = `${key === name ? '' : `${key}: `}${call}${this.condition()}`;
    const target = getNamedType(field.type);
    return isCompositeType(target)
      ? `${head} ${this.selection({ type: target, scope: entry.inner, depth: position.depth - 1 })}`
      : head;
  }

  /** Chooses a field; one with objects only while there are levels left, unless there is no other. */
  private fieldName(type: Exclude<GraphQLCompositeType, { getTypes(): unknown }>, depth: number): string {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const isDeep = depth > 0 && this.budget > 0;
    if (!isDeep) return leaves.length > 0 ? this.random.pick(leaves).name : '';
    const objects = fields.filter((field) => !leaves.includes(field));
    return this.random.pick(objects.length > 0 && this.random.chance(50) ? objects : fields).name;
  }

  /** Chooses a response key: mostly the field's name, or one that means something else at this place. */
  private responseKey({ type, scope }: Position, field: GraphQLField<unknown, unknown>, call: string): string {
    const { random, features } = this;
    const plain = scope.fits({ key: field.name, parent: type, call }) ? field.name : undefined;
    if (!features.aliases) return plain ?? field.name;
    if (plain !== undefined && random.chance(65)) return plain;
    const siblings = isUnionType(type) ? [] : Object.keys(type.getFields());
    const pool =
      random.chance(70) && siblings.length > 0 ? siblings : random.chance(60) ? scope.keys() : this.aliasPool;
    return pool.length > 0 ? random.pick(pool) : `k${this.budget}`;
  }

  private arguments({ args }: GraphQLField<unknown, unknown>): string {
    const { random, features } = this;
    const chosen = args.filter((argument) => isRequiredArgument(argument) || random.chance(55));
    const printed = chosen.map(
      (argument) =>
        `${argument.name}: ${this.variables.value({ type: argument.type, hasDefault: argument.defaultValue !== undefined }, features.variables)}`,
    );
    return printed.length === 0 ? '' : `(${printed.join(', ')})`;
  }

  private condition(mustBeValid = false): string {
    const { random, features } = this;
    if (!features.conditions || !random.chance(12)) return '';
    const type = new GraphQLNonNull(GraphQLBoolean);
    const value = (): string =>
      features.variables && random.chance(70)
        ? this.variables.reference({ type, hasDefault: false, mustBeValid })
        : random.pick(['true', 'false']);
    const names = random.chance(10) ? ['skip', 'include'] : [random.pick(['skip', 'include'])];
    return names.map((name) => ` @${name}(if: ${value()})`).join('');
  }

  private fragment(position: Position): string {
    const { random } = this;
    const { type, scope, depth } = position;
    const on = random.pick(this.conditionsFor(type));
    const known = this.fragments.filter((fragment) => fragment.on === on.name);
    // graphql-js skips a fragment that it has spread before, without a look at the condition, which may be an error.
    if (known.length > 0 && random.chance(30)) return `...${random.pick(known).name}${this.condition(true)}`;
    const selection = this.selection({ type: on, scope, depth: depth - 1 });
    if (random.chance(25)) {
      const name = `F${this.fragments.length}`;
      this.fragments.push({ on: on.name, name, text: `fragment ${name} on ${on.name} ${selection}` });
      return `...${name}${this.condition(true)}`;
    }
    const isConditional = on !== type || random.chance(50);
    return `...${isConditional ? ` on ${on.name}` : ''}${this.condition()} ${selection}`;
  }

  /** Returns the types that a fragment may have as its condition. */
  private conditionsFor(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const possible: readonly GraphQLObjectType[] = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    const abstract = Object.values(this.schema.getTypeMap()).filter(
      (candidate) =>
        (isInterfaceType(candidate) || isUnionType(candidate)) &&
        this.schema.getPossibleTypes(candidate).some((object) => possible.includes(object)),
    ) as GraphQLCompositeType[];
    return [...possible, ...possible, ...abstract, type];
  }
}

function fieldNamesOf(schema: GraphQLSchema): readonly string[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
  return [...new Set([...types.flatMap((type) => Object.keys(type.getFields())), 'k', '_entities', 'nodes'])];
}
