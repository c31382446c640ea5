import { z } from 'zod';
import { halGatewayRoutes, type HalGatewayRoutesSettings } from '../../../hal-gateway/routes.ts';
import { serviceParts } from '../../support/parts.ts';
import type { Definition } from '../../../kit/resource/definition/definition.ts';
import { fuzzRegistrationPrefix } from './observed-values.ts';
import type { ResolveReference, JsonSchema } from './json-schema-values.ts';
import { capitalize } from '../../../kit/util/capitalize.ts';

/** API of a route, which determines its error format: problems (RFC 9457) or GraphQL errors. */
export type ApiKind = 'hal' | 'graphql';

/** A route of a service or gateway, with what the OpenAPI description says about its requests. */
export interface FuzzRoute {
  readonly origin: string;
  /** Path template, such as `/venues/{id}`. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly api: ApiKind;
  /** Query parameters. */
  readonly parameters: readonly string[];
  /** Fields for filters, sorting and projections. */
  readonly names: readonly string[];
  readonly relations: readonly string[];
  /** Method → schema of its body. */
  readonly bodies: ReadonlyMap<string, JsonSchema>;
  readonly resolve: ResolveReference;
}

const looseObject = z.record(z.string(), z.unknown());
const parameter = z.looseObject({
  $ref: z.string().optional(),
  name: z.string().optional(),
  in: z.string().optional(),
});
const operation = z.looseObject({
  parameters: z.array(parameter).optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: looseObject })) }).optional(),
});
const openApiDocument = z.looseObject({ paths: z.record(z.string(), looseObject), components: looseObject });
type OpenApiDocument = z.infer<typeof openApiDocument>;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const referenceResolver =
  (document: OpenApiDocument): ResolveReference =>
  (reference) =>
    reference
      .split('/')
      .slice(1)
      .reduce<JsonSchema>((at, part) => looseObject.parse(at[part]), document);

function describedRoute(
  document: OpenApiDocument,
  path: string,
  base: Pick<FuzzRoute, 'origin' | 'names' | 'relations'>,
): FuzzRoute {
  const resolve = referenceResolver(document);
  const described = methods.flatMap((method) => {
    const operationObject = document.paths[path]?.[method];
    return operationObject === undefined ? [] : [[method.toUpperCase(), operation.parse(operationObject)] as const];
  });
  const parameters = described.flatMap(([, { parameters: all = [] }]) =>
    all.map(({ $ref, ...inline }) => parameter.parse($ref === undefined ? inline : resolve($ref))),
  );
  const bodies = described.flatMap(([method, { requestBody }]) => {
    const [content] = Object.values(requestBody?.content ?? {});
    return content === undefined ? [] : [[method, content.schema] as const];
  });
  const queryParameters = parameters.filter((each) => each.in === 'query').map(({ name = '' }) => name);
  return {
    ...base,
    path,
    methods: described.map(([method]) => method),
    api: 'hal',
    parameters: [...new Set(queryParameters)],
    bodies: new Map(bodies),
    resolve,
  };
}

const emptyRoute = {
  parameters: [],
  names: [],
  relations: [],
  bodies: new Map<string, JsonSchema>(),
  resolve: (): JsonSchema => ({}),
};
const textSchema = { type: 'string' };
const objectSchema = (properties: JsonSchema, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

const queries = ['{ __typename }', '{ nothing }', '{ venues { nodes { name } } }', '{'];

/** Returns the routes of the internal API between services, which the description omits. */
function internalRoutes(origin: string, definition: Definition): readonly FuzzRoute[] {
  const caller = objectSchema(
    { signedIn: { type: 'boolean' }, id: textSchema, username: textSchema, role: textSchema },
    ['signedIn'],
  );
  const ids = { type: 'array', items: textSchema };
  const relation = { enum: ['event', 'account', 'venue', 'nothing'] };
  const bodies: Readonly<Record<string, JsonSchema>> = {
    standing: objectSchema({ questions: { type: 'array', items: objectSchema({ id: textSchema, caller }, ['id']) } }, [
      'questions',
    ]),
    referring: objectSchema({ relation, ids, caller }, ['relation', 'ids', 'caller']),
    referrers: objectSchema({ relation, id: textSchema, after: textSchema, limit: { type: 'integer', minimum: 1 } }, [
      ...['relation', 'id', 'after', 'limit'],
    ]),
  };
  const customBody = objectSchema({ events: ids, capacity: { type: 'integer' }, account: textSchema }, [
    'events',
    'capacity',
  ]);
  return [...Object.keys(bodies), ...Object.keys(definition.internal)].map((name) => ({
    ...emptyRoute,
    origin,
    path: `/${definition.plural}/_${name}`,
    methods: ['POST'],
    api: 'hal',
    bodies: new Map([['POST', bodies[name] ?? customBody]]),
  }));
}

const pageRoute = (origin: string, path: string, api: ApiKind = 'hal'): FuzzRoute => ({
  ...emptyRoute,
  origin,
  path,
  methods: api === 'graphql' ? ['GET', 'POST'] : ['GET'],
  api,
});

const graphqlRoute = (origin: string): FuzzRoute => ({
  ...pageRoute(origin, '/graphql', 'graphql'),
  bodies: new Map([['POST', { enum: queries.map((query) => ({ query })) }]]),
});

async function serviceFuzzRoutes(origin: string, definition: Definition): Promise<readonly FuzzRoute[]> {
  const document = openApiDocument.parse(await (await fetch(`${origin}/openapi.json`)).json());
  const schemaName = capitalize(definition.name);
  const { properties } = z
    .looseObject({ properties: looseObject })
    .parse(referenceResolver(document)(`#/components/schemas/${schemaName}`));
  const names = Object.keys(properties).filter((name) => !/^_(links|embedded|not_embedded|templates|etag)$/.test(name));
  const base = { origin, names, relations: Object.keys(definition.relations) };
  return [
    ...Object.keys(document.paths).map((path) => describedRoute(document, path, base)),
    ...internalRoutes(origin, definition),
    ...['/openapi.json', '/metrics', '/sdl', '/relations', '/relations/{rel}', '/problems/{slug}', '/{anything}'].map(
      (path) => pageRoute(origin, path),
    ),
    graphqlRoute(origin),
  ];
}

/** Returns the routes of the HAL gateway, from its routing table, since it has no OpenAPI description. */
function halGatewayFuzzRoutes(origin: string): readonly FuzzRoute[] {
  const link = objectSchema({ href: textSchema, title: textSchema }, ['href']);
  const schema = objectSchema(
    {
      name: { enum: ['a', 'b', 'c', 'd'].map((letter) => `${fuzzRegistrationPrefix}${letter}`) },
      baseUrl: { enum: ['http://localhost:1', 'http://localhost:1/', 'https://localhost:1/below'] },
      rels: objectSchema({ 'x-one': link, 'x-many': { type: 'array', items: link } }, []),
      ttl: { type: 'integer', minimum: 1, maximum: 20 },
    },
    ['name', 'baseUrl', 'rels'],
  );
  const names = ['_id', '_created', '_updated', 'name', 'baseUrl'];
  const parameters = ['where', 'sort', 'max_results', 'page', 'projection', 'embed'];
  // The table needs no settings, as its handlers are never called.
  return halGatewayRoutes({} as HalGatewayRoutesSettings).map(([path, handlers]) => {
    const methods = Object.keys(handlers);
    const methodsWithBody = methods.filter((method) => method === 'POST' || method === 'PUT');
    const bodies = new Map(methodsWithBody.map((method) => [method, schema] as const));
    const template = path.replace(':registration', ':id').replace(/:(\w+)/g, '{$1}');
    return { ...pageRoute(origin, template), methods, bodies, ...(bodies.has('POST') ? { names, parameters } : {}) };
  });
}

/** Returns the routes of the GraphQL gateway. */
const graphqlGatewayRoutes = (origin: string): readonly FuzzRoute[] => [
  ...['/', '/health', '/{anything}'].map((path): FuzzRoute => ({
    ...pageRoute(origin, path, 'graphql'),
    methods: ['GET'],
  })),
  graphqlRoute(origin),
];

interface SystemUrls {
  readonly halGateway: string;
  readonly gateway: string;
  readonly services: Readonly<Record<string, string>>;
}

/** Lists the routes of both gateways and of all services. */
export async function listFuzzRoutes({ halGateway, gateway, services }: SystemUrls): Promise<readonly FuzzRoute[]> {
  const parts = Object.entries(serviceParts);
  const all = await Promise.all(parts.map(([word, part]) => serviceFuzzRoutes(services[word] ?? '', part.definition)));
  return [
    ...all.flat(),
    ...halGatewayFuzzRoutes(halGateway),
    pageRoute(halGateway, '/{anything}'),
    ...graphqlGatewayRoutes(gateway),
  ];
}

/** Returns the singular of a path segment: `venues` → `venue`. */
export const singularOf = (plural: string): string => plural.replace(/s$/, '');
