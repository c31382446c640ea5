import type { RequestHandler } from 'express';
import { z } from 'zod';
import { events } from './subgraphs.ts';
import type { TestSubgraph } from './test-gateway.ts';

const requestShape = z.object({
  variables: z.object({ representations: z.array(z.unknown()).optional() }).optional(),
});

/** Responses of the wrong shape to a request for the events of venues, by the name that the test gives them. */
const entityResponses: Readonly<Record<string, (count: number) => unknown>> = {
  'data is a list': () => ({ data: [] }),
  'data is null without errors': () => ({ data: null }),
  'the entities are too few': () => ({ data: { _entities: [{ events: [] }] } }),
  'the entities are too many': (count) => ({ data: { _entities: Array(count + 1).fill({ events: [] }) } }),
  'the entities are an object': () => ({ data: { _entities: { events: [] } } }),
  'there are no entities': () => ({ data: {} }),
  'an entity is a scalar': (count) => ({ data: { _entities: Array(count).fill(5) } }),
  'an entity has another type': (count) => ({
    data: { _entities: Array(count).fill({ __typename: 'Event', events: [] }) },
  }),
  'a list is a scalar': (count) => ({ data: { _entities: Array(count).fill({ events: 'x' }) } }),
  'a list is an object': (count) => ({ data: { _entities: Array(count).fill({ events: { id: '1' } }) } }),
  'an object is a scalar': (count) => ({ data: { _entities: Array(count).fill({ events: [5] }) } }),
  'an object is a list': (count) => ({ data: { _entities: Array(count).fill({ events: [[]] }) } }),
  'a scalar is an object': (count) => ({
    data: { _entities: Array(count).fill({ events: [{ id: '1', title: {} }] }) },
  }),
  'a field is missing': (count) => ({ data: { _entities: Array(count).fill({}) } }),
  'errors is a text': () => ({ data: { _entities: [] }, errors: 'x' }),
  'errors are texts': () => ({ data: null, errors: ['x'] }),
  'it is no object': () => 5,
};

export const misshapenResponses = Object.keys(entityResponses);

const moreThanRequested = (count: number): unknown => ({
  data: {
    _entities: Array(count).fill({ id: 'x', name: 'evil', events: [{ id: '1', title: 'evil' }] }),
    venues: 'evil',
  },
});

/** The events service, whose responses to requests for entities have the current one of these shapes. */
export function misshapenEvents(current: () => string): TestSubgraph {
  const handler: RequestHandler = (request, response, next) => {
    const count = requestShape.safeParse(request.body).data?.variables?.representations?.length;
    const respond = current() === 'more than requested' ? moreThanRequested : entityResponses[current()];
    if (count === undefined || respond === undefined) return next();
    response.json(respond(count));
  };
  return { ...events, handler };
}
