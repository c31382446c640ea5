import { isTypeDefinitionNode, Kind, parse, print, type DocumentNode, type FieldDefinitionNode } from 'graphql';
import { elementsOf, type Element, type ElementKind } from './elements.ts';
import { capitalize } from '../../kit/util/capitalize.ts';

interface Form {
  readonly pattern: RegExp;
  readonly says: string;
}
const pascalCase: Form = { pattern: /^[A-Z][A-Za-z0-9]*$/, says: 'is to be in PascalCase' };
const camelCase: Form = { pattern: /^[a-z][A-Za-z0-9]*$/, says: 'is to be in camelCase' };
const upperCase: Form = { pattern: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, says: 'is to be in UPPER_CASE' };
/** Of a word that ends so, English makes no plural by an s: address, status, axis. */
const singular: Form = { pattern: /([^s]|ss|us|is)$/, says: 'is to be in the singular' };
const inputName: Form = { pattern: /.(Input|Filter|Order)$/, says: 'is to end in Input, Filter or Order' };

/** The house's names, by what is named. */
const forms: Readonly<Record<ElementKind, readonly Form[]>> = {
  type: [pascalCase, singular],
  input: [pascalCase, inputName],
  field: [camelCase],
  argument: [camelCase],
  inputField: [camelCase],
  enumValue: [upperCase],
};

/** What is wrong with the names and descriptions of a schema: sentences that begin with the place. */
export function schemaFaults(sdl: string): readonly string[] {
  const document = parse(sdl);
  return [...elementsOf(document).flatMap(elementFaults), ...mutationFaults(document)];
}

function elementFaults(element: Element): readonly string[] {
  const { kind, name, coordinate } = element;
  const misnamed = forms[kind].filter(({ pattern }) => !pattern.test(name)).map(({ says }) => says);
  return [...misnamed, ...descriptionFaults(element)].map((fault) => `${coordinate} ${fault}`);
}

/** Who only adds to an entity leaves its description to the owner: composition takes it from there. */
function descriptionFaults({ description = '', isEntity, kind }: Element): readonly string[] {
  if (description === '') return kind === 'type' && isEntity ? [] : ['has no description'];
  const isSentence = /^[\p{Lu}\d`"][^]*\.$/u.test(description);
  const isEnglish = !/\ba (?!one)[aeio]/i.test(description);
  return [
    ...(isSentence ? [] : ['has a description that is no sentence']),
    ...(isEnglish ? [] : ['has a description with "a" where "an" is right']),
  ];
}

/** A mutation says what it does to what, and answers with a union of its own. */
function mutationFaults(document: DocumentNode): readonly string[] {
  const nouns = nounsOf(document);
  return fieldsOf(document, 'Mutation').flatMap(({ name: { value: name }, type }) => {
    const [, object = ''] = /^[a-z]+([A-Z].*)$/.exec(name) ?? [];
    const result = `${capitalize(name)}Result!`;
    return [
      ...(nouns.some((noun) => object.endsWith(noun)) ? [] : [`Mutation.${name} is to be a verb and a resource`]),
      ...(print(type) === result ? [] : [`Mutation.${name} is to answer ${result}`]),
    ];
  });
}

/** What a mutation can be about: types, and the plurals that lists of them are called by. */
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
