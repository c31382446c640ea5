import {
  getNullableType,
  GraphQLNonNull,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type GraphQLInputType,
} from 'graphql';
import type { RandomSource } from '../../e2e/fuzz/graphql/random-choice.ts';
import { inputValue, printLiteral } from './input-values.ts';

/** A position that takes a value: an argument or a member of an input object. */
export interface InputPosition {
  readonly type: GraphQLInputType;
  /** Whether the position has a default, so that a nullable variable may stand where the type is non-null. */
  readonly hasDefault: boolean;
  /** Whether its value must not be an error of the field, as null can be. */
  readonly mustBeValid?: boolean;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: string | undefined;
  /** Returns a new value; undefined if the request has none. */
  readonly value: () => unknown;
}

const variableNames = [
  'representations',
  'id',
  'v',
  'first',
  'representations_0',
  'by',
  'name',
  'if',
  'w',
  'x',
  'y',
  'z',
];

/** The variables of an operation. */
export class Variables {
  private readonly random: RandomSource;
  private readonly declared: Variable[] = [];

  constructor(random: RandomSource) {
    this.random = random;
  }

  /** Returns `$name` of a variable that may stand at a position. */
  reference({ type, hasDefault, mustBeValid = false }: InputPosition): string {
    const { random } = this;
    const known = this.declared.filter((variable) => variable.type === String(type));
    if (known.length > 0 && random.chance(40)) return `$${random.pick(known).name}`;
    const name = this.freshName();
    if (!isNonNullType(type)) this.declareNullable(name, type);
    // Null is then an error of the field whose argument it is.
    else if (!mustBeValid && random.chance(hasDefault ? 40 : 25))
      this.declareWithDefault(name, type, hasDefault && random.chance(50));
    else
      this.declared.push({ name, type: String(type), defaultValue: undefined, value: () => inputValue(random, type) });
    return `$${name}`;
  }

  private declareNullable(name: string, type: GraphQLInputType): void {
    const { random } = this;
    const isStricter = random.chance(15);
    const hasDefault = !isStricter && random.chance(35);
    const defaultValue = hasDefault ? printLiteral(type, inputValue(random, type)) : undefined;
    const strict = isNonNullType(type) ? type : new GraphQLNonNull(type);
    this.declared.push({
      ...{ name, type: `${String(type)}${isStricter ? '!' : ''}`, defaultValue },
      value: () => (isStricter ? inputValue(random, strict) : random.chance(25) ? undefined : inputValue(random, type)),
    });
  }

  /** Declares a nullable variable for a non-null position, which is valid because of a default. */
  private declareWithDefault(name: string, type: GraphQLInputType, isPositionDefault: boolean): void {
    const { random } = this;
    const nullable: GraphQLInputType = getNullableType<GraphQLInputType>(type);
    const defaultValue = isPositionDefault ? undefined : printLiteral(type, inputValue(random, type));
    const value = (): unknown => {
      const kinds = { absent: undefined, null: null, given: inputValue(random, type) };
      return kinds[random.pick(['absent', 'null', 'given', 'given'] as const)];
    };
    this.declared.push({ name, type: String(nullable), defaultValue, value });
  }

  private freshName(): string {
    const free = variableNames.filter((name) => !this.declared.some((variable) => variable.name === name));
    return free.length > 0 && this.random.chance(80) ? this.random.pick(free) : `v${this.declared.length}`;
  }

  /** Returns a value for a position: a literal, a variable, or a literal that contains variables. */
  value(position: InputPosition, mayUseVariables: boolean): string {
    const { random } = this;
    const { type } = position;
    if (!mayUseVariables) return printLiteral(type, inputValue(random, type));
    if (random.chance(45)) return this.reference(position);
    const nullable = getNullableType(type);
    if (isListType(nullable) && random.chance(50))
      return `[${this.value({ type: nullable.ofType, hasDefault: false }, true)}]`;
    if (!isInputObjectType(nullable)) return printLiteral(type, inputValue(random, type));
    const fields = Object.values(nullable.getFields()).filter(
      (field) => isRequiredInputField(field) || (field.name !== 'not' && random.chance(40)),
    );
    const members = fields.map(
      (field) =>
        `${field.name}: ${this.value({ type: field.type, hasDefault: field.defaultValue !== undefined }, true)}`,
    );
    return `{${members.join(', ')}}`;
  }

  /** Returns the definitions of the variables that a text uses, `($name: Type = default)` or nothing, and their values. */
  usedIn(text: string): { readonly definitions: string; values(): Readonly<Record<string, unknown>> } {
    const used = this.declared.filter(({ name }) => new RegExp(`\\$${name}\\b`).test(text));
    const definitions = used.map(
      ({ name, type, defaultValue }) => `$${name}: ${type}${defaultValue === undefined ? '' : ` = ${defaultValue}`}`,
    );
    return {
      definitions: definitions.length === 0 ? '' : `(${definitions.join(', ')})`,
      values: () => {
        const values = used.map(({ name, value }) => [name, value()] as const);
        return Object.fromEntries(values.filter(([, value]) => value !== undefined));
      },
    };
  }
}
