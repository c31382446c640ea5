import { nobody } from '../access/policy.ts';
import type { Additions } from '../resource/definition/additions.ts';
import { createsIn, parentRelation, relationsOf } from '../resource/definition/relations.ts';
import type { Definition } from '../resource/definition/definition.ts';
import { viewsOf } from '../resource/definition/views.ts';
import type { DisplayText } from '../resource/fields/index.ts';
import { relIn, type Product } from '../util/product.ts';
import { fieldProperties, type FormProperty, type FormTemplate } from './forms.ts';

/** The documentation of a link relation: its meaning, and the methods and input of its target. */
export interface RelationDescription {
  readonly rel: string;
  readonly title: string;
  readonly description: string;
  readonly methods: readonly string[];
  /** The methods of each item, when the target is a list. */
  readonly itemMethods?: readonly string[];
  /** The service that offers the relation, when another service documents it. */
  readonly service?: string;
  /** The targets of the relation, when another service documents it. */
  readonly hrefs?: readonly string[];
  /** The URL of the form for the target's input. */
  readonly form?: string;
  /** The target's input, when it has no form of its own. */
  readonly properties?: readonly FormProperty[];
}

/** Returns the methods of an item of the resource, regardless of who may use them. */
const itemMethodsOf = ({ policies }: Definition): readonly string[] =>
  policies.change === nobody ? ['GET', 'DELETE'] : ['GET', 'PUT', 'PATCH', 'DELETE'];

/** Describes the relation that leads to a resource's collection. */
function describeCollection(definition: Definition, base: string): RelationDescription {
  const { name, plural, summary } = definition;
  const parentResource = createsIn(definition, []) ? undefined : parentRelation(definition)?.[1].target;
  const common = { rel: name, title: summary, itemMethods: itemMethodsOf(definition) };
  if (parentResource !== undefined)
    return {
      ...common,
      description:
        `${summary} GET lists them and DELETE removes all. ` +
        `To create one, POST to the ${name} list of its ${parentResource}.`,
      methods: ['GET', 'DELETE'],
    };
  return {
    ...common,
    description: `${summary} GET lists them, POST creates one or several, and DELETE removes all.`,
    methods: ['GET', 'POST', 'DELETE'],
    form: `${base}/${plural}/create-form`,
  };
}

const descriptionOf = ({ description, deprecated }: DisplayText): string =>
  deprecated === undefined ? description : `${description} Deprecated: ${deprecated}.`;

function describeRelated(
  definition: Definition,
  { inverseRelations, views, searches }: Additions,
): readonly RelationDescription[] {
  const toOne = relationsOf(definition).map(([rel, relation]) => {
    const target = 'The target is one document; its forms show which changes are available.';
    const description = `${descriptionOf(relation)} ${target}`;
    return { rel, title: relation.title, description, methods: ['GET', 'PUT', 'PATCH', 'DELETE'] };
  });
  const toReferrers = inverseRelations.map((relation) => {
    const target =
      'The target is a list: GET lists its documents, POST creates one or several, and DELETE removes all. ' +
      'Its create-form link leads to the form.';
    const description = `${descriptionOf(relation)} ${target}`;
    return { rel: relation.name, title: relation.title, description, methods: ['GET', 'POST', 'DELETE'] };
  });
  // Documents link to the views that others know of them; lists of views have those that this service knows.
  const own = viewsOf(definition).map(([name, view]) => ({ name, ...view }));
  const toViews = [...views, ...own].map((view) => {
    const description = `${descriptionOf(view)} The target is computed, and can only be read.`;
    return { rel: view.name, title: view.title, description, methods: ['GET'] };
  });
  const toSearches = searches.map((search) => {
    const parameters = search.parameters.join(', ');
    const description = `${descriptionOf(search)} The list of all ${definition.plural} has it, as a template: ${parameters}.`;
    return { rel: search.name, title: search.title, description, methods: ['GET'] };
  });
  return [...toOne, ...toReferrers, ...toViews, ...toSearches];
}

const describeActions = (definition: Definition): readonly RelationDescription[] =>
  Object.entries(definition.actions).map(([rel, { title, method, input, ...text }]) => ({
    rel,
    title,
    description:
      `${descriptionOf({ title, ...text })} The request is idempotent. ` +
      `A document has the template ${rel} when the action is available to the caller.`,
    methods: [method],
    properties: fieldProperties(input),
  }));

export const homeDescription: RelationDescription = {
  rel: 'home',
  title: 'Home',
  description: 'The home document of the service, from which links lead to everything else.',
  methods: ['GET'],
};
export const parentDescription: RelationDescription = {
  rel: 'parent',
  title: 'Parent',
  description: 'The document or list that contains this one. The parent of a list is the home.',
  methods: ['GET'],
};

/** Describes the relations of every service that are not registered with IANA. */
const describeCommon = (product: Product): readonly RelationDescription[] => [
  {
    rel: 'graphql',
    title: 'The GraphQL endpoint',
    description:
      'The same resource as an Apollo Federation subgraph. POST {"query": …} executes an operation; ' +
      'GET with Accept: text/html returns a playground.',
    methods: ['GET', 'POST'],
  },
  {
    rel: 'sdl',
    title: 'The subgraph schema',
    description: `The schema of the subgraph at ${relIn(product, 'graphql')}, in the GraphQL Schema Definition Language.`,
    methods: ['GET'],
  },
  {
    rel: 'metrics',
    title: 'Metrics',
    description: 'The metrics of this service in the Prometheus text format.',
    methods: ['GET'],
  },
  {
    rel: 'changes',
    title: 'Changes, as they happen',
    description:
      'The changes of a document, or of the documents of a list, as server-sent events: GET with ' +
      '`Accept: text/event-stream`. The header Last-Event-ID continues after an event.',
    methods: ['GET'],
  },
  {
    rel: 'viewer',
    title: 'Your own account',
    description: 'The account of the authenticated caller. The home has this link for callers with an account.',
    methods: ['GET', 'PUT', 'PATCH', 'DELETE'],
  },
  {
    rel: 'health',
    title: 'Health',
    description:
      'The health of the service: 200 when it is operational, 503 when its store is unavailable or read-only; ' +
      'with the number of pending writes.',
    methods: ['GET'],
  },
  homeDescription,
  parentDescription,
];

const tokenProperties: readonly FormProperty[] = [
  { name: 'username', prompt: 'Username', required: true, type: 'text' },
  { name: 'password', prompt: 'Password', required: true, type: 'password' },
];

/** Returns the template for getting a token at this URL. */
export const tokenTemplate = (target: string): FormTemplate => ({
  title: 'Get a Bearer token',
  method: 'POST',
  contentType: 'application/json',
  target,
  properties: tokenProperties,
});

/** The relations of a service that issues tokens. */
const tokenRelations: readonly RelationDescription[] = [
  {
    rel: 'token',
    title: 'Token',
    description:
      'POST Basic credentials, or a body with username and password, to get a Bearer token. ' +
      'POST with a Bearer token to renew it.',
    methods: ['POST'],
    properties: tokenProperties,
  },
  {
    rel: 'jwks',
    title: 'Keys',
    description: 'The public keys that verify tokens, as a JWK Set (RFC 7517).',
    methods: ['GET'],
  },
];

/** What the relations of a service depend on, besides its resource. */
export interface RelationSettings {
  readonly product: Product;
  readonly base: string;
  /** Whether the service issues tokens. */
  readonly issuesTokens: boolean;
  /** What other resources add. */
  readonly additions: Additions;
}

/**
 * Describes all relations of a service's documents that are not registered with IANA. The resource's own come first.
 */
export function describeRelations(
  definition: Definition,
  { product, base, issuesTokens, additions }: RelationSettings,
): readonly RelationDescription[] {
  return [
    describeCollection(definition, base),
    ...describeRelated(definition, additions),
    ...describeActions(definition),
    ...describeCommon(product),
    ...(issuesTokens ? tokenRelations : []),
  ];
}
