import { Kind, parse, visit, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';
import { z } from 'zod';

/** How many items a field's list has (`@listSize` of the GraphQL Cost Directives specification, 0.1). */
export interface ListSize {
  /** If no slicing argument is given. */
  readonly assumedSize: number;
  /** Arguments that say how many; the largest counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the field's type that are the lists, where it is none itself. */
  readonly sizedFields: readonly string[];
}

const shape = z.object({
  assumedSize: z.coerce.number().default(1),
  slicingArguments: z.array(z.string()).default([]),
  sizedFields: z.array(z.string()).default([]),
});

function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): unknown {
  const entries = given.map(({ name, value }) => [
    name.value,
    value.kind === Kind.LIST
      ? value.values.flatMap((each) => ('value' in each ? [each.value] : []))
      : 'value' in value
        ? value.value
        : undefined,
  ]);
  return Object.fromEntries(entries);
}

/** The sizes that a schema tells of its lists, by `Type.field`. */
export function listSizesOf(sdl: string): ReadonlyMap<string, ListSize> {
  const sizes = new Map<string, ListSize>();
  const note = (type: string, { name, directives = [] }: FieldDefinitionNode): void => {
    const found = directives.find((directive) => directive.name.value === 'listSize');
    if (found !== undefined) sizes.set(`${type}.${name.value}`, shape.parse(argumentsOf(found)));
  };
  const every = ({ name, fields = [] }: { name: { value: string }; fields?: readonly FieldDefinitionNode[] }) =>
    fields.forEach((field) => note(name.value, field));
  visit(parse(sdl, { noLocation: true }), {
    ObjectTypeDefinition: every,
    ObjectTypeExtension: every,
    InterfaceTypeDefinition: every,
  });
  return sizes;
}
