import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenAPIClientAxios, type OpenAPIClient } from 'openapi-client-axios';
import { hal, type HalBody } from '../../support/clients.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem(embeddedStore.open);
});
afterAll(() => system.close());

const descriptionOf = async (home: string): Promise<string> =>
  (await hal('GET', home)).body._links['service-desc'].href as string;

/** Returns all objects in a description, which include all of its schemas. */
const schemasIn = (value: unknown): readonly HalBody[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(schemasIn)] : [];

describe('the OpenAPI description of a service', () => {
  it('is valid OpenAPI 3.1, and linked from the home', async () => {
    for (const { url } of Object.values(system.services)) {
      const response = await fetch(await descriptionOf(url));
      expect(response.headers.get('content-type')).toMatch(/^application\/vnd\.oai\.openapi\+json/);
      const document = (await response.json()) as Record<string, unknown>;
      const validator = new Validator();
      const validated = await validator.validate(document);
      expect([url, validated.errors, validator.version]).toEqual([url, undefined, '3.1']);
    }
  });

  it('has no schema that client generators are known to fail on, and rejects unknown members of inputs', async () => {
    for (const { url } of Object.values(system.services)) {
      const { components, paths }: HalBody = await (await fetch(await descriptionOf(url))).json();
      const schemas = schemasIn({ components, paths });
      expect(schemas.filter(({ format, pattern }) => format !== undefined && pattern !== undefined)).toEqual([]);
      expect(schemas.filter(({ patternProperties }) => patternProperties !== undefined)).toEqual([]);
      const choices = schemasIn(paths).filter(({ anyOf, oneOf }) => (anyOf ?? oneOf) !== undefined);
      expect(choices).toEqual([]);
      expect(schemas.filter(({ type, items }) => type === 'array' && items === undefined)).toEqual([]);
      const inputs = Object.entries<HalBody>(components.schemas).filter(([name]) => /^New|Patch$/.test(name));
      for (const [, schema] of inputs.filter(([, { type }]) => type === 'object'))
        expect(schema.additionalProperties).toBe(false);
      const created = components.schemas[Object.keys(components.schemas)[0] ?? ''];
      expect(created.additionalProperties).toBeUndefined();
      expect(components.parameters.IdempotencyKey.schema).toMatchObject({ minLength: 1, maxLength: 200 });
    }
  });

  it('is sufficient for a generated client to book a room', async () => {
    const client = async (name: 'venues' | 'events'): Promise<OpenAPIClient> => {
      const definition = await descriptionOf(system.services[name].url);
      const auth = { username: 'root', password: 'password' };
      return new OpenAPIClientAxios({
        definition,
        axiosConfigDefaults: { auth, paramsSerializer: { indexes: null } },
      }).init();
    };
    const [venues, events] = [await client('venues'), await client('events')];
    const venue = (await venues['createVenue']!({}, { name: 'Generated', capacity: 1 })).data;
    const fields = { name: 'A generated event', date: '2031-01-01', time: '09:00:00', duration: 'PT1H' };
    const event = (await events['createEventOfVenue']!({ parent: venue._id }, fields)).data;
    const registered = await events['registerForEvent']!({ id: event._id }, { username: 'sheath' });
    expect([registered.status, registered.data.changed]).toEqual([201, true]);
    const moved = await events['changeEvent']!({ id: event._id, 'If-Match': event._etag }, { time: '10:00:00' });
    expect([moved.status, moved.data.time]).toEqual([200, '10:00:00']);
    const listed = await events['listEventsOfVenue']!({ parent: venue._id, embed: ['venue'] });
    expect(listed.data._embedded.event[0]._embedded.venue.name).toBe('Generated');
  });
});

describe('the documentation pages of relations', () => {
  it('exist for every relation of every kind of document, as HTML and as HAL', async () => {
    const iana =
      /^(self|parent|collection|item|search|create-form|edit-form|first|prev|next|last|service-desc|alternate|curies)$/;
    for (const { url } of Object.values(system.services)) {
      const home = (await hal('GET', url, { as: 'root' })).body;
      const list = (
        await hal(
          'GET',
          `${url}/${Object.keys(system.services).find((word) => home._links[word.replace(/s$/, '')] !== undefined && home._links[word.replace(/s$/, '')].href.startsWith(url))}`,
          { as: 'root' },
        )
      ).body;
      const [first] = Object.values<any>(list._embedded).flat();
      const item = (await hal('GET', first._links.self.href, { as: 'root' })).body;
      for (const document of [home, list, item]) {
        const { href } = document._links.curies[0];
        for (const rel of Object.keys(document._links).filter((name) => !iana.test(name))) {
          const page = href.replace('{rel}', rel.replace(/^eb:/, ''));
          const { status, body } = await hal('GET', page);
          expect([page, status, typeof body.description, body.methods.length > 0]).toEqual([page, 200, 'string', true]);
          const html = await fetch(page, { headers: { accept: 'text/html' } });
          expect([html.headers.get('content-type'), await html.text()]).toEqual([
            expect.stringMatching(/^text\/html/),
            expect.stringContaining(body.methods.join(', ')),
          ]);
        }
      }
      const all = (await hal('GET', `${url}/relations`)).body._embedded.item;
      for (const { _links } of all) expect((await hal('GET', _links.self.href)).status).toBe(200);
    }
  });
});
