import { isTypeDefinitionNode, Kind, parse, print, type DocumentNode, type FieldDefinitionNode } from 'graphql';
import { elementsOf, type Element, type ElementKind } from './elements.ts';
import { capitalize } from '../../kit/util/capitalize.ts';

interface NamingRule {
  readonly pattern: RegExp;
  readonly message: string;
}
const pascalCase: NamingRule = { pattern: /^[A-Z][A-Za-z0-9]*$/, message: 'must be in PascalCase' };
const camelCase: NamingRule = { pattern: /^[a-z][A-Za-z0-9]*$/, message: 'must be in camelCase' };
const upperCase: NamingRule = { pattern: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, message: 'must be in UPPER_CASE' };
/** Words that end in -ss, -us or -is are singular: address, status, axis. */
const singular: NamingRule = { pattern: /([^s]|ss|us|is)$/, message: 'must be in the singular' };
const inputName: NamingRule = { pattern: /.(Input|Filter|Order)$/, message: 'must end in Input, Filter or Order' };

/** The naming conventions by kind of element. */
const namingRules: Readonly<Record<ElementKind, readonly NamingRule[]>> = {
  type: [pascalCase, singular],
  input: [pascalCase, inputName],
  field: [camelCase],
  argument: [camelCase],
  inputField: [camelCase],
  enumValue: [upperCase],
};

/** Checks the names and descriptions of a schema. Returns problems as sentences that start with a schema coordinate. */
export function lintSchema(sdl: string): readonly string[] {
  const document = parse(sdl);
  return [...elementsOf(document).flatMap(elementProblems), ...mutationProblems(document)];
}

function elementProblems(element: Element): readonly string[] {
  const { kind, name, coordinate } = element;
  const naming = namingRules[kind].filter(({ pattern }) => !pattern.test(name)).map(({ message }) => message);
  return [...naming, ...descriptionProblems(element)].map((problem) => `${coordinate} ${problem}`);
}

/** A subgraph that only extends an entity omits its description: composition takes it from the owner. */
function descriptionProblems({ description = '', isEntity, kind }: Element): readonly string[] {
  if (description === '') return kind === 'type' && isEntity ? [] : ['has no description'];
  const isSentence = /^[\p{Lu}\d`"][^]*\.$/u.test(description);
  const hasCorrectArticles = !/\ba (?!one)[aeio]/i.test(description);
  return [
    ...(isSentence ? [] : ['has a description that is not a sentence']),
    ...(hasCorrectArticles ? [] : ['has a description with "a" instead of "an"']),
  ];
}

/** A mutation is named by a verb and a resource, and returns a result union of its own. */
function mutationProblems(document: DocumentNode): readonly string[] {
  const nouns = nounsOf(document);
  return fieldsOf(document, 'Mutation').flatMap(({ name: { value: name }, type }) => {
    const [, object = ''] = /^[a-z]+([A-Z].*)$/.exec(name) ?? [];
    const result = `${capitalize(name)}Result!`;
    return [
      ...(nouns.some((noun) => object.endsWith(noun)) ? [] : [`Mutation.${name} must be a verb and a resource`]),
      ...(print(type) === result ? [] : [`Mutation.${name} must return ${result}`]),
    ];
  });
}

/** Returns the nouns that a mutation name can have: types, and the plurals of lists. */
function nounsOf(document: DocumentNode): readonly string[] {
  const types = document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value);
  const lists = fieldsOf(document, 'Query').filter(({ type }) => /Connection!?$/.test(print(type)));
  return [...types, ...lists.map(({ name }) => capitalize(name.value))];
}

function fieldsOf({ definitions }: DocumentNode, type: string): readonly FieldDefinitionNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === type ? (definition.fields ?? []) : [],
  );
}
