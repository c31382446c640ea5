import {
  isAbstractType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { inheritedNames } from '../hostile-values.ts';
import type { RandomSource } from './random-choice.ts';
import type { GraphTarget } from './schema.ts';
import { subjectFor, valueFor, printValue, type Subject } from './values.ts';

/** A generated operation with the values of its variables. */
export interface GeneratedOperation {
  readonly kind: 'query' | 'mutation';
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether every root field has a required argument. A mutation without one may affect all documents. */
  readonly hasTarget: boolean;
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}

/** Context of a selection set on one level. */
interface SelectionContext {
  readonly type: GraphQLCompositeType;
  /** Remaining levels. */
  readonly depth: number;
  /** Whether other selections merge with this one, so that fields need aliases to avoid conflicts. */
  readonly isShared: boolean;
}

const isRequired = ({ type, defaultValue }: GraphQLArgument): boolean =>
  isNonNullType(type) && defaultValue === undefined;

/** Generates one document that is valid against a schema. Generated names are unique. */
export class DocumentGenerator {
  private readonly random: RandomSource;
  private readonly target: GraphTarget;
  private readonly variables: Variable[] = [];
  private readonly fragments: string[] = [];
  private names = 0;
  private readonly aliases = new Set<string>();
  /** Remaining number of fields, which keeps documents at a realistic size. */
  private budget = 45;

  constructor(target: GraphTarget, random: RandomSource) {
    this.target = target;
    this.random = random;
  }

  operation(): GeneratedOperation {
    const { schema } = this.target;
    const mutations = schema.getMutationType();
    const kind = mutations !== undefined && mutations !== null && this.random.chance(35) ? 'mutation' : 'query';
    const root = kind === 'mutation' ? mutations : schema.getQueryType();
    if (root === null || root === undefined) throw new Error('the schema has no root type');
    const fields = Object.values(root.getFields());
    const chosen = Array.from({ length: this.random.between(1, 2) }, () => this.random.pick(fields));
    const depth = this.random.between(2, 7);
    const selections = chosen.map((field) => this.field(field, { type: root, depth, isShared: true }));
    const name = this.random.chance(40) ? ` Op${this.freshName()}` : '';
    const head = this.variables.map(({ name: variable, type }) => `$${variable}: ${String(type)}`);
    const parameters = head.length === 0 ? '' : `(${head.join(', ')})`;
    const isBare = kind === 'query' && name === '' && parameters === '' && this.random.chance(50);
    const text = `${isBare ? '' : `${kind}${name}${parameters} `}{ ${selections.join(' ')} }`;
    return {
      kind,
      text: [text, ...this.fragments].join('\n'),
      variables: Object.fromEntries(this.variables.map(({ name: variable, value }) => [variable, value])),
      hasTarget: chosen.every(({ args }) => args.some(isRequired)),
    };
  }

  /** Returns a unique alias, occasionally one that JavaScript objects inherit. */
  private alias(): string {
    const name = this.random.chance(4) ? this.random.pick(['__typename', ...inheritedNames]) : this.freshName();
    if (this.aliases.has(name)) return this.freshName();
    this.aliases.add(name);
    return name;
  }

  private freshName(): string {
    return `n${this.names++}`;
  }

  private field(field: GraphQLField<unknown, unknown>, { depth, isShared }: SelectionContext): string {
    this.budget--;
    const chosenArguments = field.args.filter((argument) => isRequired(argument) || this.random.chance(30));
    const subject = subjectFor(this.random, field.name, this.target.resources);
    const argumentList = chosenArguments.map(
      (argument) => `${argument.name}: ${this.argument(field, argument, subject)}`,
    );
    const aliasPrefix = argumentList.length > 0 || isShared || this.random.chance(15) ? `${this.alias()}: ` : '';
    const parameters = argumentList.length === 0 ? '' : `(${argumentList.join(', ')})`;
    const head = `${aliasPrefix}${field.name}${parameters}${this.directive()}`;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${head} ${this.selection({ type, depth: depth - 1, isShared: false })}` : head;
  }

  private argument(
    field: GraphQLField<unknown, unknown>,
    { name, type }: GraphQLArgument,
    subject: Subject | undefined,
  ): string {
    const purpose = { name: `${field.name} ${name}`, subject, resources: this.target.resources };
    const value = valueFor(type, this.random, { purpose, depth: 0 });
    if (this.random.chance(60)) return printValue(type, value);
    const variable = this.freshName();
    this.variables.push({ name: variable, type, value });
    return `$${variable}`;
  }

  private directive(): string {
    if (!this.random.chance(6)) return '';
    return this.random.pick([
      ' @include(if: true)',
      ' @skip(if: false)',
      ' @skip(if: true)',
      ' @include(if: true) @skip(if: false)',
    ]);
  }

  private selection(context: SelectionContext): string {
    const { type, depth, isShared } = context;
    const parts = ['__typename'];
    if (!isUnionType(type)) {
      const fields = Object.values(type.getFields());
      const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
      const available = depth > 0 && this.budget > 0 ? fields : leaves;
      const identifying = available.filter(
        (field) => !field.args.some(isRequired) && ['id', 'etag', 'endCursor'].includes(field.name),
      );
      if (!isShared) parts.push(...identifying.map(({ name }) => name));
      if (available.length > 0)
        for (let count = this.random.between(1, 3); count > 0; count--)
          parts.push(this.field(this.random.pick(available), { ...context, isShared: true }));
    }
    if (depth > 0 && this.budget > 0) parts.push(...this.fragmentsOn(context));
    return `{ ${parts.join(' ')} }`;
  }

  private fragmentsOn({ type, depth }: SelectionContext): readonly string[] {
    const { schema } = this.target;
    const possible: readonly GraphQLCompositeType[] = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const candidates = isUnionType(type) ? [...possible, ...this.interfacesOf(possible)] : possible;
    const count = isAbstractType(type) ? this.random.between(1, 3) : this.random.chance(15) ? 1 : 0;
    return Array.from({ length: count }, () => {
      const on = this.random.pick(candidates);
      const selection = this.selection({ type: on, depth: depth - 1, isShared: true });
      if (this.random.chance(70)) return `... on ${on.name}${this.directive()} ${selection}`;
      const name = `F${this.freshName()}`;
      this.fragments.push(`fragment ${name} on ${on.name} ${selection}`);
      return `...${name}${this.directive()}`;
    });
  }

  /** Returns the interfaces of types, which fragments in a union may name. */
  private interfacesOf(types: readonly GraphQLCompositeType[]): readonly GraphQLCompositeType[] {
    return [...new Set(types.filter(isObjectType).flatMap((type) => type.getInterfaces()))];
  }
}
