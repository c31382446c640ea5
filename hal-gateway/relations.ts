import { homeDescription, parentDescription, type RelationDescription } from '../kit/hal/relations.ts';
import { linksOf, type Registration } from './registration.ts';

/** The relations of the gateway itself that are none of IANA's. */
export const ownRelations: readonly RelationDescription[] = [
  {
    rel: 'gateway_registrations',
    title: 'The services that have registered',
    description:
      'GET lists them, POST registers a service, or renews its lease. Each one takes GET, and with If-Match PUT and DELETE.',
    methods: ['GET', 'POST'],
    itemMethods: ['GET', 'PUT', 'DELETE'],
    properties: [
      { name: 'name', prompt: 'Name of the service', required: true, type: 'text' },
      { name: 'baseUrl', prompt: 'The absolute URL of its home', required: true, type: 'url' },
      { name: 'rels', prompt: 'What it offers: relation → link object', required: true, type: 'object' },
      {
        name: 'ttl',
        prompt: 'Seconds within which it renews; left out by who never does',
        required: false,
        type: 'number',
        min: 1,
        max: 3600,
      },
    ],
  },
  {
    rel: 'health',
    title: 'Health',
    description: 'That the gateway can do its work, and which services it knows.',
    methods: ['GET'],
  },
  parentDescription,
  homeDescription,
];

/** A relation that a service offers, as its registration describes it; undefined when it does not offer it. */
export function registeredRelation(registration: Registration, rel: string): RelationDescription | undefined {
  const offered = linksOf(registration);
  const links = Object.hasOwn(offered, rel) ? [offered[rel] ?? []].flat() : [];
  const [first] = links;
  if (first === undefined) return undefined;
  const { title = rel, form, properties } = first;
  return {
    rel,
    service: registration.name,
    title,
    description: first.description ?? 'Where it leads describes itself: follow the link, and read its forms.',
    methods: first.methods ?? ['GET'],
    ...(form === undefined ? {} : { form }),
    ...(properties === undefined ? {} : { properties }),
    hrefs: links.map(({ href }) => href),
  };
}
