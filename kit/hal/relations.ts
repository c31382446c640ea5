import { nobody } from '../access/policy.ts';
import { toManyRelations, parentRelation, toOneRelations } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import type { DisplayText } from '../resource/fields.ts';
import { relIn, type Product } from '../util/product.ts';
import { fieldProperties, type FormProperty, type FormTemplate } from './forms.ts';

/** What a relation means, and what one does where it leads. */
export interface RelationDescription {
  readonly rel: string;
  readonly title: string;
  readonly description: string;
  readonly methods: readonly string[];
  /** Those of each document in a list, where it leads to one. */
  readonly itemMethods?: readonly string[];
  /** The service that offers it, and where it leads, where that is not the part that tells of it. */
  readonly service?: string;
  readonly hrefs?: readonly string[];
  /** Where the form is for what one sends there. */
  readonly form?: string;
  /** What one may send there, where that is no form of its own. */
  readonly properties?: readonly FormProperty[];
}

/** The methods of a document of the resource, whoever may use them. */
const itemMethodsOf = ({ policies }: Definition): readonly string[] =>
  policies.change === nobody ? ['GET', 'DELETE'] : ['GET', 'PUT', 'PATCH', 'DELETE'];

/** The relation of a resource's collection. */
function collectionRelation(definition: Definition, base: string): RelationDescription {
  const { name, plural, summary } = definition;
  const owner = parentRelation(definition)?.[1].target;
  const words = { rel: name, title: summary, itemMethods: itemMethodsOf(definition) };
  if (owner !== undefined)
    return {
      ...words,
      description: `${summary} GET lists them, DELETE removes all. A new one is created in the list of its ${owner}.`,
      methods: ['GET', 'DELETE'],
    };
  return {
    ...words,
    description: `${summary} GET lists them, POST creates one, DELETE removes all.`,
    methods: ['GET', 'POST', 'DELETE'],
    form: `${base}/${plural}/create-form`,
  };
}

const descriptionOf = ({ description, deprecated }: DisplayText): string =>
  deprecated === undefined ? description : `${description} It is not to be used any more: ${deprecated}.`;

function related(definition: Definition): readonly RelationDescription[] {
  const ones = toOneRelations(definition).map(([rel, relation]) => {
    const leads = 'It leads to one document; what may be done with it, its own forms say.';
    const description = `${descriptionOf(relation)} ${leads}`;
    return { rel, title: relation.title, description, methods: ['GET', 'PUT', 'PATCH', 'DELETE'] };
  });
  const many = toManyRelations(definition).map(([rel, relation]) => {
    const leads =
      'It leads to their list: GET lists them, POST creates one, DELETE removes all. The form is at its create-form.';
    const description = `${descriptionOf(relation)} ${leads}`;
    return { rel, title: relation.title, description, methods: ['GET', 'POST', 'DELETE'] };
  });
  return [...ones, ...many];
}

const acted = (definition: Definition): readonly RelationDescription[] =>
  Object.entries(definition.actions).map(([rel, { title, method, input, ...words }]) => ({
    rel,
    title,
    description: `${descriptionOf({ title, ...words })} It is safe to repeat. The template ${rel} of a document says whether it would work now, and for whom.`,
    methods: [method],
    properties: fieldProperties(input),
  }));

export const home: RelationDescription = {
  rel: 'home',
  title: 'Home',
  description: 'Where the service begins.',
  methods: ['GET'],
};
export const parent: RelationDescription = {
  rel: 'parent',
  title: 'What it belongs to',
  description: 'The document or list in which this one stands; of a list, the home.',
  methods: ['GET'],
};

/** Relations of every service; those that are none of IANA's. */
const general = (product: Product): readonly RelationDescription[] => [
  {
    rel: 'graphql',
    title: 'The GraphQL endpoint',
    description:
      'The same resource as an Apollo Federation subgraph: POST {"query": …}; GET with Accept: text/html is a playground.',
    methods: ['GET', 'POST'],
  },
  {
    rel: 'sdl',
    title: "The subgraph's schema",
    description: `The schema of the subgraph at ${relIn(product, 'graphql')}, as text in the GraphQL schema definition language.`,
    methods: ['GET'],
  },
  {
    rel: 'metrics',
    title: 'Figures',
    description: 'What this service counts, in the text format of Prometheus.',
    methods: ['GET'],
  },
  {
    rel: 'viewer',
    title: 'Your own account',
    description: 'The account of the caller who has signed in. It is at the home, for who has one.',
    methods: ['GET', 'PUT', 'PATCH', 'DELETE'],
  },
  {
    rel: 'health',
    title: 'Health',
    description: 'Whether the service can do its work: 200 if so, 503 if not, and what is under way.',
    methods: ['GET'],
  },
  home,
  parent,
];

const tokenProperties: readonly FormProperty[] = [
  { name: 'username', prompt: 'Username', required: true, type: 'text' },
  { name: 'password', prompt: 'Password', required: true, type: 'password' },
];

/** How to get a token at this URL. */
export const tokenTemplate = (target: string): FormTemplate => ({
  title: 'Get a Bearer token',
  method: 'POST',
  contentType: 'application/json',
  target,
  properties: tokenProperties,
});

/** Relations where tokens are to be had. */
const tokens: readonly RelationDescription[] = [
  {
    rel: 'token',
    title: 'A token',
    description:
      'POST gives a Bearer token for Basic credentials, or for a body with username and password; or renews the token that it is sent with.',
    methods: ['POST'],
    properties: tokenProperties,
  },
  { rel: 'jwks', title: 'Keys', description: 'The keys that tokens are checked with (RFC 7517).', methods: ['GET'] },
];

/** What the relations of a service depend on besides its resource. */
export interface RelationSettings {
  readonly product: Product;
  readonly base: string;
  /** Whether the service issues tokens. */
  readonly givesTokens: boolean;
}

/** Every relation that a service's documents have and IANA's registry has not; a resource's own come first. */
export function relationsOf(
  definition: Definition,
  { product, base, givesTokens }: RelationSettings,
): readonly RelationDescription[] {
  return [
    collectionRelation(definition, base),
    ...related(definition),
    ...acted(definition),
    ...general(product),
    ...(givesTokens ? tokens : []),
  ];
}
