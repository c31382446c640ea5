import { z } from 'zod';
import { basicAuthorization } from '../../kit/access/credentials.ts';
import type { Client } from '../../kit/http/client.ts';
import type { Cluster } from './cluster.ts';
import type { Deed, Outcome } from './history.ts';
import type { Random } from './random.ts';

/** A deed to be done, with the key that its repetitions share. */
export interface Order {
  readonly deed: Deed;
  readonly key: string;
  /** The username of an account. */
  readonly username: (account: string) => string;
}

/** One way to do a deed: through HAL or through GraphQL, at one of the instances. */
export type Face = (order: Order) => Promise<Outcome>;

interface FaceSettings {
  readonly client: Client;
  readonly cluster: Cluster;
  readonly random: Random;
}

const authorization = basicAuthorization('root', 'password');
const timeoutMs = 20_000;

const problemShape = z.looseObject({ type: z.string(), detail: z.string() });
const documentShape = z.looseObject({ _id: z.string() });
const collectionShape = z.looseObject({ _embedded: z.record(z.string(), z.array(documentShape)) });

/** What a problem names as being in the way. */
function namedIn(problem: Readonly<Record<string, unknown>>): readonly string[] {
  const { event, events } = problem;
  const all: readonly unknown[] = [event ?? [], events ?? []].flat();
  return [
    ...new Set(
      all.flatMap((each) => {
        const id: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'id') : each;
        return typeof id === 'string' ? [id] : [];
      }),
    ),
  ];
}

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

interface HalRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly service: keyof Cluster['services'];
  readonly path: string;
  readonly body?: unknown;
}

const cascaded = (cascade: boolean): string => (cascade ? '?cascade=true' : '');

function halRequest({ deed, username }: Order, random: Random): HalRequest {
  switch (deed.kind) {
    case 'createVenue':
      return {
        method: 'POST',
        service: 'venues',
        path: '/venues',
        body: { name: deed.name, capacity: deed.capacity },
      };
    case 'resize':
      return { method: 'PATCH', service: 'venues', path: `/venues/${deed.venue}`, body: { capacity: deed.capacity } };
    case 'removeVenue':
      return { method: 'DELETE', service: 'venues', path: `/venues/${deed.venue}${cascaded(deed.cascade)}` };
    case 'createEvents': {
      const bodies = deed.slots.map((slot) => ({ name: 'Event', ...slot }));
      const body = bodies.length === 1 ? bodies[0] : bodies;
      return { method: 'POST', service: 'events', path: `/events/venue/${deed.venue}`, body };
    }
    case 'move': {
      const body = { ...deed.slot, ...(deed.venue === undefined ? {} : { _venue_ref: deed.venue }) };
      return { method: 'PATCH', service: 'events', path: `/events/${deed.event}`, body };
    }
    case 'removeEvent':
      return { method: 'DELETE', service: 'events', path: `/events/${deed.event}${cascaded(deed.cascade)}` };
    case 'createAccount':
      return {
        method: 'POST',
        service: 'accounts',
        path: '/accounts',
        body: { username: deed.username, name: 'Member', role: 'member', password: 'password' },
      };
    case 'removeAccount':
      return { method: 'DELETE', service: 'accounts', path: `/accounts/${deed.account}${cascaded(deed.cascade)}` };
    case 'register': {
      if (random.chance(0.5)) {
        const body = { _account_ref: deed.account };
        return { method: 'POST', service: 'registrations', path: `/registrations/event/${deed.event}`, body };
      }
      const body = { username: username(deed.account) };
      return { method: 'PUT', service: 'events', path: `/events/${deed.event}/register`, body };
    }
    case 'cancel':
      return {
        method: 'DELETE',
        service: 'events',
        path: `/events/${deed.event}/register`,
        body: { username: username(deed.account) },
      };
  }
}

/** Through HAL, at one of the service's instances. */
function halFace({ client, cluster, random }: FaceSettings): Face {
  return async (order) => {
    const { method, service, path, body } = halRequest(order, random);
    const base = random.pick(cluster.services[service]) ?? '';
    const headers: Record<string, string> = { authorization, 'if-match': '*', 'content-type': 'application/json' };
    if (method === 'POST') headers['idempotency-key'] = `"${order.key}"`;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await client.request({
      method,
      url: `${base}${path}`,
      headers,
      timeoutMs,
      repeatable: false,
      ...content,
    });
    if (answer.kind === 'away') return { kind: 'unknown', why: answer.reason };
    if (answer.status === 503) return { kind: 'unknown', why: `503 ${answer.text.slice(0, 300)}` };
    if (answer.status >= 500) return { kind: 'broken', why: `${answer.status} ${answer.text.slice(0, 500)}` };
    const parsed: unknown = answer.json();
    if (answer.status < 300) return { kind: 'done', ids: idsOf(parsed) };
    const problem = problemShape.safeParse(parsed);
    if (!problem.success) return { kind: 'broken', why: `${answer.status} ${answer.text.slice(0, 500)}` };
    const { type, detail } = problem.data;
    if (type.endsWith('/key-in-use')) return { kind: 'unknown', why: detail };
    return { kind: 'refused', problem: type.slice(type.lastIndexOf('/') + 1), detail, named: namedIn(problem.data) };
  };
}

function idsOf(body: unknown): readonly string[] {
  const many = collectionShape.safeParse(body);
  if (many.success) return Object.values(many.data._embedded).flatMap((each) => each.map(({ _id }) => _id));
  const one = documentShape.safeParse(body);
  return one.success ? [one.data._id] : [];
}

interface Mutation {
  readonly service: keyof Cluster['services'];
  readonly name: string;
  readonly types: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly selection: string;
}

const removal = (type: string, id: string, cascade: boolean) => ({
  name: `remove${type}`,
  types: { id: 'ID!', ifMatch: 'String!', cascade: 'Boolean' },
  variables: { id, ifMatch: '*', cascade },
  selection: 'id',
});

function mutationOf({ deed, username }: Order): Mutation {
  switch (deed.kind) {
    case 'createVenue':
      return {
        service: 'venues',
        name: 'createVenue',
        types: { input: 'CreateVenueInput!' },
        variables: { input: { name: deed.name, capacity: deed.capacity } },
        selection: 'venue { id }',
      };
    case 'resize':
      return {
        service: 'venues',
        name: 'changeVenue',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeVenueInput!' },
        variables: { id: deed.venue, ifMatch: '*', input: { capacity: deed.capacity } },
        selection: 'venue { id }',
      };
    case 'removeVenue':
      return { service: 'venues', ...removal('Venue', deed.venue, deed.cascade) };
    case 'createEvents': {
      const inputs = deed.slots.map((slot) => ({ name: 'Event', venue: deed.venue, ...slot }));
      const many = inputs.length > 1;
      return {
        service: 'events',
        name: many ? 'createEvents' : 'createEvent',
        types: many ? { inputs: '[CreateEventInput!]!' } : { input: 'CreateEventInput!' },
        variables: many ? { inputs } : { input: inputs[0] },
        selection: many ? 'events { id }' : 'event { id }',
      };
    }
    case 'move':
      return {
        service: 'events',
        name: 'changeEvent',
        types: { id: 'ID!', ifMatch: 'String!', input: 'ChangeEventInput!' },
        variables: {
          id: deed.event,
          ifMatch: '*',
          input: { ...deed.slot, ...(deed.venue === undefined ? {} : { venue: deed.venue }) },
        },
        selection: 'event { id }',
      };
    case 'removeEvent':
      return { service: 'events', ...removal('Event', deed.event, deed.cascade) };
    case 'createAccount':
      return {
        service: 'accounts',
        name: 'createAccount',
        types: { input: 'CreateAccountInput!' },
        variables: { input: { username: deed.username, name: 'Member', role: 'MEMBER', password: 'password' } },
        selection: 'account { id }',
      };
    case 'removeAccount':
      return { service: 'accounts', ...removal('Account', deed.account, deed.cascade) };
    case 'register':
    case 'cancel':
      return {
        service: 'events',
        name: deed.kind === 'register' ? 'registerForEvent' : 'cancelRegistration',
        types: { id: 'ID!', username: 'String' },
        variables: { id: deed.event, username: username(deed.account) },
        selection: 'changed',
      };
  }
}

function documentOf({ name, types, selection }: Mutation): string {
  const success = `${(name[0] ?? '').toUpperCase()}${name.slice(1)}Success`;
  const declared = Object.entries(types).map(([variable, type]) => `$${variable}: ${type}`);
  const passed = Object.keys(types).map((variable) => `${variable}: $${variable}`);
  const problems = ['... on Problem { detail }'];
  if (/^(create|change)Event/.test(name)) problems.push('... on Overlap { event { id } }');
  if (name === 'changeVenue') problems.push('... on SeatsTaken { events { id } }');
  const members = ['__typename', `... on ${success} { ${selection} }`, ...problems].join(' ');
  return `mutation (${declared.join(', ')}) { ${name}(${passed.join(', ')}) { ${members} } }`;
}

const graphqlShape = z.object({
  data: z.record(z.string(), z.looseObject({ __typename: z.string() }).nullable()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
});

/** Through GraphQL, at the gateway or at one of the subgraph's instances. */
function graphqlFace({ client, cluster, random }: FaceSettings, where: 'gateway' | 'subgraph'): Face {
  return async (order) => {
    const mutation = mutationOf(order);
    const base = where === 'gateway' ? cluster.gateway : (random.pick(cluster.services[mutation.service]) ?? '');
    const answer = await client.request({
      method: 'POST',
      url: `${base}/graphql`,
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': order.key },
      body: JSON.stringify({ query: documentOf(mutation), variables: mutation.variables }),
      timeoutMs,
      repeatable: false,
    });
    if (answer.kind === 'away') return { kind: 'unknown', why: answer.reason };
    const parsed = graphqlShape.safeParse(answer.json());
    if (!parsed.success)
      return {
        kind: answer.status === 503 ? 'unknown' : 'broken',
        why: `${answer.status} ${answer.text.slice(0, 500)}`,
      };
    const { data, errors = [] } = parsed.data;
    const codes = errors.map(({ extensions }) => extensions?.code ?? '');
    const why = `${answer.status} ${answer.text.slice(0, 500)}`;
    if (codes.some((code) => code === 'SERVICE_UNAVAILABLE' || code === 'CONFLICT')) return { kind: 'unknown', why };
    const result = data?.[mutation.name];
    if (errors.length > 0 || result === undefined || result === null) return { kind: 'broken', why };
    return understood(result);
  };
}

function understood(result: Readonly<Record<string, unknown>> & { readonly __typename: string }): Outcome {
  const { __typename, detail } = result;
  if (!__typename.endsWith('Success'))
    return { kind: 'refused', problem: kebab(__typename), detail: String(detail), named: namedIn(result) };
  const made: readonly unknown[] = Object.values(result).flat();
  const ids = made.flatMap((each) => {
    const id: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'id') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
  return { kind: 'done', ids };
}

/** Every way to do a deed, each as likely as it stands here often. */
export const facesOf = (settings: FaceSettings): readonly Face[] => [
  halFace(settings),
  halFace(settings),
  graphqlFace(settings, 'subgraph'),
  graphqlFace(settings, 'gateway'),
];
