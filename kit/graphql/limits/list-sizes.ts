import { Kind, parse, visit, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';
import { z } from 'zod';

/** The expected size of a field's list (`@listSize` of the GraphQL Cost Directives specification, 0.1). */
export interface ListSize {
  /** The size if no slicing argument is given. */
  readonly assumedSize: number;
  /** Arguments that set the size; the largest value counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned type that are the lists, if the field itself returns no list. */
  readonly sizedFields: readonly string[];
}

const listSizeSchema = z.object({
  assumedSize: z.coerce.number().default(1),
  slicingArguments: z.array(z.string()).default([]),
  sizedFields: z.array(z.string()).default([]),
});

function argumentsOf({ arguments: args = [] }: ConstDirectiveNode): unknown {
  const entries = args.map(({ name, value }) => [
    name.value,
    value.kind === Kind.LIST
      ? value.values.flatMap((each) => ('value' in each ? [each.value] : []))
      : 'value' in value
        ? value.value
        : undefined,
  ]);
  return Object.fromEntries(entries);
}

/** Parses the list sizes in an SDL, by `Type.field`. */
export function listSizesOf(sdl: string): ReadonlyMap<string, ListSize> {
  const sizes = new Map<string, ListSize>();
  const addField = (type: string, { name, directives = [] }: FieldDefinitionNode): void => {
    const directive = directives.find((each) => each.name.value === 'listSize');
    if (directive !== undefined) sizes.set(`${type}.${name.value}`, listSizeSchema.parse(argumentsOf(directive)));
  };
  const addFields = ({ name, fields = [] }: { name: { value: string }; fields?: readonly FieldDefinitionNode[] }) =>
    fields.forEach((field) => addField(name.value, field));
  visit(parse(sdl, { noLocation: true }), {
    ObjectTypeDefinition: addFields,
    ObjectTypeExtension: addFields,
    InterfaceTypeDefinition: addFields,
  });
  return sizes;
}
