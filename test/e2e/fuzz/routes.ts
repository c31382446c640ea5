import { z } from 'zod';
import { halGatewayRoutes, type HalGatewayRoutesSettings } from '../../../hal-gateway/routes.ts';
import { serviceParts, serviceWords, type ServiceWord } from '../../../scripts/parts.ts';
import { ownPrefix } from './observed-values.ts';
import type { Resolve, Schema } from './json-schema-values.ts';
import { capitalize } from '../../../kit/util/capitalize.ts';

/** What a route is, and so what its answers are: HAL and problems, or GraphQL. */
export type Face = 'hal' | 'graphql';

/** A path of a part of the system with all that may be sent to it, as its description says. */
export interface Route {
  readonly origin: string;
  /** With `{id}` and its like. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly face: Face;
  /** Query parameters. */
  readonly parameters: readonly string[];
  /** Names that a filter, an order or a projection may have. */
  readonly names: readonly string[];
  readonly relations: readonly string[];
  /** Method → what its body may be. */
  readonly bodies: ReadonlyMap<string, Schema>;
  readonly resolve: Resolve;
}

const loose = z.record(z.string(), z.unknown());
const parameter = z.looseObject({
  $ref: z.string().optional(),
  name: z.string().optional(),
  in: z.string().optional(),
});
const operation = z.looseObject({
  parameters: z.array(parameter).optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: loose })) }).optional(),
});
const description = z.looseObject({ paths: z.record(z.string(), loose), components: loose });
type Description = z.infer<typeof description>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const resolver =
  (document: Description): Resolve =>
  (reference) =>
    reference
      .split('/')
      .slice(1)
      .reduce<Schema>((at, part) => loose.parse(at[part]), document);

function pathRoute(document: Description, path: string, base: Pick<Route, 'origin' | 'names' | 'relations'>): Route {
  const resolve = resolver(document);
  const described = methods.flatMap((method) => {
    const found = document.paths[path]?.[method];
    return found === undefined ? [] : [[method.toUpperCase(), operation.parse(found)] as const];
  });
  const parameters = described.flatMap(([, { parameters: all = [] }]) =>
    all.map(({ $ref, ...inline }) => parameter.parse($ref === undefined ? inline : resolve($ref))),
  );
  const bodies = described.flatMap(([method, { requestBody }]) => {
    const [content] = Object.values(requestBody?.content ?? {});
    return content === undefined ? [] : [[method, content.schema] as const];
  });
  const queried = parameters.filter((each) => each.in === 'query').map(({ name = '' }) => name);
  return {
    ...base,
    path,
    methods: described.map(([method]) => method),
    face: 'hal',
    parameters: [...new Set(queried)],
    bodies: new Map(bodies),
    resolve,
  };
}

const nothing = {
  parameters: [],
  names: [],
  relations: [],
  bodies: new Map<string, Schema>(),
  resolve: (): Schema => ({}),
};
const text = { type: 'string' };
const object = (properties: Schema, required: readonly string[]): Schema => ({ type: 'object', properties, required });

const queries = ['{ __typename }', '{ nothing }', '{ venues { nodes { name } } }', '{'];

/** What services ask each other: the description leaves it out. */
function internalRoutes(origin: string, word: ServiceWord): readonly Route[] {
  const { definition } = serviceParts[word];
  const caller = object({ signedIn: { type: 'boolean' }, id: text, username: text, role: text }, ['signedIn']);
  const ids = { type: 'array', items: text };
  const relation = { enum: ['event', 'account', 'venue', 'nothing'] };
  const bodies: Readonly<Record<string, Schema>> = {
    standing: object({ questions: { type: 'array', items: object({ id: text, caller }, ['id']) } }, ['questions']),
    referring: object({ relation, ids, caller }, ['relation', 'ids', 'caller']),
    referrers: object({ relation, id: text, after: text, limit: { type: 'integer', minimum: 1 } }, [
      ...['relation', 'id', 'after', 'limit'],
    ]),
  };
  const own = object({ events: ids, capacity: { type: 'integer' }, account: text }, ['events', 'capacity']);
  return [...Object.keys(bodies), ...Object.keys(definition.internal)].map((name) => ({
    ...nothing,
    origin,
    path: `/${definition.plural}/_${name}`,
    methods: ['POST'],
    face: 'hal',
    bodies: new Map([['POST', bodies[name] ?? own]]),
  }));
}

const page = (origin: string, path: string, face: Face = 'hal'): Route => ({
  ...nothing,
  origin,
  path,
  methods: face === 'graphql' ? ['GET', 'POST'] : ['GET'],
  face,
});

const graphqlRoute = (origin: string): Route => ({
  ...page(origin, '/graphql', 'graphql'),
  bodies: new Map([['POST', { enum: queries.map((query) => ({ query })) }]]),
});

async function serviceRoutes(origin: string, word: ServiceWord): Promise<readonly Route[]> {
  const document = description.parse(await (await fetch(`${origin}/openapi.json`)).json());
  const { definition } = serviceParts[word];
  const one = capitalize(definition.name);
  const { properties } = z.looseObject({ properties: loose }).parse(resolver(document)(`#/components/schemas/${one}`));
  const names = Object.keys(properties).filter((name) => !/^_(links|embedded|not_embedded|templates|etag)$/.test(name));
  const base = { origin, names, relations: Object.keys(definition.relations) };
  return [
    ...Object.keys(document.paths).map((path) => pathRoute(document, path, base)),
    ...internalRoutes(origin, word),
    ...['/openapi.json', '/metrics', '/sdl', '/relations', '/relations/{rel}', '/problems/{slug}', '/{anything}'].map(
      (path) => page(origin, path),
    ),
    graphqlRoute(origin),
  ];
}

/** The HAL gateway has no description: what is there its own table says. */
function halGatewayTable(origin: string): readonly Route[] {
  const link = object({ href: text, title: text }, ['href']);
  const schema = object(
    {
      name: { enum: ['a', 'b', 'c', 'd'].map((letter) => `${ownPrefix}${letter}`) },
      baseUrl: { enum: ['http://localhost:1', 'http://localhost:1/', 'https://localhost:1/below'] },
      rels: object({ 'x-one': link, 'x-many': { type: 'array', items: link } }, []),
      ttl: { type: 'integer', minimum: 1, maximum: 20 },
    },
    ['name', 'baseUrl', 'rels'],
  );
  const names = ['_id', '_created', '_updated', 'name', 'baseUrl'];
  const parameters = ['where', 'sort', 'max_results', 'page', 'projection', 'embed'];
  // Routes are made of the registry, and asked for nothing here.
  return halGatewayRoutes({} as HalGatewayRoutesSettings).map(([path, handlers]) => {
    const methods = Object.keys(handlers);
    const written = methods.filter((method) => method === 'POST' || method === 'PUT');
    const bodies = new Map(written.map((method) => [method, schema] as const));
    const template = path.replace(':registration', ':id').replace(/:(\w+)/g, '{$1}');
    return { ...page(origin, template), methods, bodies, ...(bodies.has('POST') ? { names, parameters } : {}) };
  });
}

/** What there is besides the graph at the GraphQL gateway. */
const gatewayPages = (origin: string): readonly Route[] => [
  ...['/', '/health', '/{anything}'].map((path): Route => ({ ...page(origin, path, 'graphql'), methods: ['GET'] })),
  graphqlRoute(origin),
];

interface Places {
  readonly halGateway: string;
  readonly gateway: string;
  readonly services: Readonly<Record<ServiceWord, string>>;
}

/** Every route of both gateways and of the four services. */
export async function routesOf({ halGateway, gateway, services }: Places): Promise<readonly Route[]> {
  const all = await Promise.all(serviceWords.map((word) => serviceRoutes(services[word], word)));
  return [...all.flat(), ...halGatewayTable(halGateway), page(halGateway, '/{anything}'), ...gatewayPages(gateway)];
}

/** `venues` → `venue`; what is no resource of a service is taken in the singular too. */
export const resourceOf = (plural: string): string => plural.replace(/s$/, '');
