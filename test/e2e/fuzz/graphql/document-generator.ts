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
import { inherited } from '../hostile-values.ts';
import type { Draw } from './random-choice.ts';
import type { Target } from './schema.ts';
import { subjectOf, valueOf, written, type Subject } from './values.ts';

/** An operation with the values of its variables. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether a mutation says what is to be changed; one that does not may mean everything. */
  readonly isAimed: boolean;
}

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}

/** What is asked for on one level: fields that bear no arguments may bear their own names. */
interface Place {
  readonly type: GraphQLCompositeType;
  /** Levels that may be below. */
  readonly depth: number;
  /** Whether another selection for the same object may name fields of other types the same. */
  readonly isShared: boolean;
}

const isRequired = ({ type, defaultValue }: GraphQLArgument): boolean =>
  isNonNullType(type) && defaultValue === undefined;

/** Writes one document against a schema; every name that it makes up is used once. */
export class DocumentWriter {
  private readonly draw: Draw;
  private readonly target: Target;
  private readonly variables: Variable[] = [];
  private readonly fragments: string[] = [];
  private names = 0;
  private readonly aliases = new Set<string>();
  /** Fields that are left to ask for: documents stay of a size that people would send. */
  private budget = 45;

  constructor(target: Target, draw: Draw) {
    this.target = target;
    this.draw = draw;
  }

  operation(): Operation {
    const { schema } = this.target;
    const mutations = schema.getMutationType();
    const kind = mutations !== undefined && mutations !== null && this.draw.chance(35) ? 'mutation' : 'query';
    const root = kind === 'mutation' ? mutations : schema.getQueryType();
    if (root === null || root === undefined) throw new Error('there is nothing to ask');
    const fields = Object.values(root.getFields());
    const chosen = Array.from({ length: this.draw.between(1, 2) }, () => this.draw.pick(fields));
    const depth = this.draw.between(2, 7);
    const selections = chosen.map((field) => this.field(field, { type: root, depth, isShared: true }));
    const name = this.draw.chance(40) ? ` Op${this.fresh()}` : '';
    const head = this.variables.map(({ name: variable, type }) => `$${variable}: ${String(type)}`);
    const parameters = head.length === 0 ? '' : `(${head.join(', ')})`;
    const isBare = kind === 'query' && name === '' && parameters === '' && this.draw.chance(50);
    const text = `${isBare ? '' : `${kind}${name}${parameters} `}{ ${selections.join(' ')} }`;
    return {
      kind,
      text: [text, ...this.fragments].join('\n'),
      variables: Object.fromEntries(this.variables.map(({ name: variable, value }) => [variable, value])),
      isAimed: chosen.every(({ args }) => args.some(isRequired)),
    };
  }

  /** A name for a field in the answer; now and then one that every object has already. */
  private alias(): string {
    const name = this.draw.chance(4) ? this.draw.pick(['__typename', ...inherited]) : this.fresh();
    if (this.aliases.has(name)) return this.fresh();
    this.aliases.add(name);
    return name;
  }

  private fresh(): string {
    return `n${this.names++}`;
  }

  private field(field: GraphQLField<unknown, unknown>, { depth, isShared }: Place): string {
    this.budget--;
    const given = field.args.filter((argument) => isRequired(argument) || this.draw.chance(30));
    const subject = subjectOf(this.draw, field.name, this.target.resources);
    const written = given.map((argument) => `${argument.name}: ${this.argument(field, argument, subject)}`);
    const named = written.length > 0 || isShared || this.draw.chance(15) ? `${this.alias()}: ` : '';
    const head = `${named}${field.name}${written.length === 0 ? '' : `(${written.join(', ')})`}${this.directive()}`;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${head} ${this.selection({ type, depth: depth - 1, isShared: false })}` : head;
  }

  private argument(
    field: GraphQLField<unknown, unknown>,
    { name, type }: GraphQLArgument,
    subject: Subject | undefined,
  ): string {
    const purpose = { name: `${field.name} ${name}`, subject, resources: this.target.resources };
    const value = valueOf(type, this.draw, { purpose, depth: 0 });
    if (this.draw.chance(60)) return written(type, value);
    const variable = this.fresh();
    this.variables.push({ name: variable, type, value });
    return `$${variable}`;
  }

  private directive(): string {
    if (!this.draw.chance(6)) return '';
    return this.draw.pick([
      ' @include(if: true)',
      ' @skip(if: false)',
      ' @skip(if: true)',
      ' @include(if: true) @skip(if: false)',
    ]);
  }

  private selection(place: Place): string {
    const { type, depth, isShared } = place;
    const parts = ['__typename'];
    if (!isUnionType(type)) {
      const fields = Object.values(type.getFields());
      const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
      const usable = depth > 0 && this.budget > 0 ? fields : leaves;
      const own = usable.filter(
        (field) => !field.args.some(isRequired) && ['id', 'etag', 'endCursor'].includes(field.name),
      );
      if (!isShared) parts.push(...own.map(({ name }) => name));
      if (usable.length > 0)
        for (let count = this.draw.between(1, 3); count > 0; count--)
          parts.push(this.field(this.draw.pick(usable), { ...place, isShared: true }));
    }
    if (depth > 0 && this.budget > 0) parts.push(...this.fragmentsOn(place));
    return `{ ${parts.join(' ')} }`;
  }

  private fragmentsOn({ type, depth }: Place): readonly string[] {
    const { schema } = this.target;
    const possible: readonly GraphQLCompositeType[] = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const among = isUnionType(type) ? [...possible, ...this.interfacesOf(possible)] : possible;
    const many = isAbstractType(type) ? this.draw.between(1, 3) : this.draw.chance(15) ? 1 : 0;
    return Array.from({ length: many }, () => {
      const on = this.draw.pick(among);
      const selection = this.selection({ type: on, depth: depth - 1, isShared: true });
      if (this.draw.chance(70)) return `... on ${on.name}${this.directive()} ${selection}`;
      const name = `F${this.fresh()}`;
      this.fragments.push(`fragment ${name} on ${on.name} ${selection}`);
      return `...${name}${this.directive()}`;
    });
  }

  /** Interfaces may be asked for in a union: of every problem, its detail. */
  private interfacesOf(types: readonly GraphQLCompositeType[]): readonly GraphQLCompositeType[] {
    return [...new Set(types.filter(isObjectType).flatMap((type) => type.getInterfaces()))];
  }
}
