import { homeDescription, parentDescription, type RelationDescription } from '../kit/hal/relations.ts';
import { linksOf, type Registration } from './registry/registration.ts';

/** The relations of the gateway itself that are not registered with IANA. */
export const ownRelations: readonly RelationDescription[] = [
  {
    rel: 'gateway_registrations',
    title: 'The registered services',
    description:
      'GET lists the registrations. POST registers a service or renews its lease; a service of the system sends a service token, and its name is then its own. A registration supports GET, and PUT and DELETE with If-Match.',
    methods: ['GET', 'POST'],
    itemMethods: ['GET', 'PUT', 'DELETE'],
    properties: [
      { name: 'name', prompt: 'Name of the service', required: true, type: 'text' },
      { name: 'baseUrl', prompt: 'Absolute URL of its home', required: true, type: 'url' },
      { name: 'rels', prompt: 'Its links: relation → link object', required: true, type: 'object' },
      {
        name: 'ttl',
        prompt: 'Lease in seconds; omit it if the service does not renew its registration',
        required: false,
        type: 'number',
        min: 1,
        max: 3600,
      },
      {
        name: 'instance',
        prompt: 'Id of the process, if several have the name; each has a lease',
        required: false,
        type: 'text',
      },
    ],
  },
  {
    rel: 'health',
    title: 'Health',
    description: 'The health of the gateway, and the services it lists.',
    methods: ['GET'],
  },
  {
    rel: 'app',
    title: 'Book a room',
    description: 'The booking page, for people: GET it with a browser.',
    methods: ['GET'],
  },
  {
    rel: 'graphql',
    title: 'The GraphQL gateway',
    description:
      'The GraphQL endpoint with the resources of all services. POST {"query": …} executes an operation; GET with ' +
      'Accept: text/html returns a playground. The header `Link` of its responses leads to its state (`rel="status"`).',
    methods: ['GET', 'POST'],
  },
  parentDescription,
  homeDescription,
];

/** Returns the description of a relation in a registration; undefined if the service does not offer the relation. */
export function registeredRelation(registration: Registration, rel: string): RelationDescription | undefined {
  const content = registration.instances.at(-1)?.content;
  const linksByRel = content === undefined ? {} : linksOf(content);
  const links = Object.hasOwn(linksByRel, rel) ? [linksByRel[rel] ?? []].flat() : [];
  const [first] = links;
  if (first === undefined) return undefined;
  const { title = rel, form, properties } = first;
  return {
    rel,
    service: registration.name,
    title,
    description:
      first.description ?? 'The service gives no description. Follow the link and read the forms at its target.',
    methods: first.methods ?? ['GET'],
    ...(form === undefined ? {} : { form }),
    ...(properties === undefined ? {} : { properties }),
    hrefs: links.map(({ href }) => href),
  };
}
