import { expect, it } from '@jest/globals';
import { hal as request, type HalBody } from '../../support/clients.ts';
import type { SpecimenClient } from './specimen-client.ts';

/** Declares the tests of inputs of actions, of forms and of descriptions. */
export function forms(client: SpecimenClient): void {
  areInputs(client);
  areDescribed(client);
}

function areInputs({ hal, execute, post }: SpecimenClient): void {
  it('are input of actions in both faces', async () => {
    const { body } = await post({});
    const input = { reading: '-1.50', takenAt: '2026-01-01T10:00:00+02:00', report: 'https://a.example' };
    const acted = await hal('PUT', `${body._links.self.href}/reading`, { body: input });
    const expected = {
      reading: '-1.5',
      takenAt: { at: '2026-01-01T08:00:00.000Z', offset: '+02:00' },
      report: 'https://a.example/',
    };
    expect([acted.status, JSON.parse(acted.body.message)]).toEqual([201, expected]);
    const { data } = await execute(
      `mutation ($id: ID!, $reading: Decimal!, $takenAt: DateTime!, $report: URL) { measureSpecimen(id: $id, reading: $reading, takenAt: $takenAt, report: $report) { ... on MeasureSpecimenSuccess { message } } }`,
      { id: body._id, ...input },
    );
    expect(JSON.parse(data.measureSpecimen.message)).toEqual(expected);
    const tooLarge = await hal('PUT', `${body._links.self.href}/reading`, {
      body: { ...input, reading: '1000.001' },
    });
    expect([tooLarge.status, tooLarge.body._issues]).toEqual([422, { reading: 'must be at most 1000' }]);
  });
}

function areDescribed({ hal, execute, subject, post }: SpecimenClient): void {
  it('have forms and descriptions', async () => {
    const { body } = await post({ price: '9.50', soldAt: '2026-01-01T10:00:00+02:00' });
    const form = await hal('GET', body._links['edit-form'].href);
    const properties: HalBody = Object.fromEntries(
      form.body._templates.default.properties.map((each: HalBody) => [each.name, each]),
    );
    expect(properties.homepage).toMatchObject({ type: 'url', minLength: 1, maxLength: 200, value: body.homepage });
    expect(properties.contact).toMatchObject({ type: 'email', maxLength: 254, value: body.contact });
    expect(properties.price).toMatchObject({ type: 'text', min: 0, step: 0.01, value: '9.5' });
    expect(properties.soldAt).toMatchObject({ type: 'text', value: '2026-01-01T10:00:00+02:00' });
    for (const name of ['homepage', 'contact', 'price', 'soldAt']) {
      expect(new RegExp(properties[name].regex, 'v').test(body[name])).toBe(true);
      expect(new RegExp(properties[name].regex, 'v').test(' ')).toBe(false);
    }
    const { components } = (await request('GET', `${new URL(subject().collection).origin}/openapi.json`)).body;
    const described = components.schemas.NewSpecimen.properties;
    expect(described.homepage).toMatchObject({ type: 'string', format: 'uri', maxLength: 200 });
    expect(described.contact).toMatchObject({ type: 'string', format: 'email', maxLength: 254 });
    expect(described.foundAt).toMatchObject({ type: 'string', format: 'date-time' });
    expect(described.price).toMatchObject({ type: ['string', 'null'], pattern: properties.price.regex });
    const query = `query ($id: ID!) { specimen(id: $id) { actions { rel fields { name type value regex min max minLength maxLength } } } }`;
    const { data } = await execute(query, { id: body._id });
    const fields = data.specimen.actions.find(({ rel }: HalBody) => rel === 'edit').fields;
    const field = (name: string) => fields.find((each: HalBody) => each.name === name);
    expect(field('price')).toMatchObject({
      type: 'Decimal',
      value: '9.5',
      regex: properties.price.regex,
      min: null,
      max: null,
    });
    expect(field('soldAt')).toMatchObject({ type: 'DateTime', value: '2026-01-01T10:00:00+02:00' });
    expect(field('contact')).toMatchObject({ type: 'EmailAddress', value: body.contact, maxLength: 254 });
    expect(field('homepage')).toMatchObject({ type: 'URL', value: body.homepage });
  });
}
