import { graphql, hal, type HalResult, type HalBody } from '../../support/clients.ts';
import type { Fixture } from './fixture.ts';
import type { ParityOutcome } from './roles.ts';

/** Sends an operation through one face, as this account, and returns its outcome. */
export type Attempt<F = Fixture> = (fixture: F, as: string | undefined) => Promise<ParityOutcome>;

/** The endpoint of a fixture's mutations and queries. */
interface WithEndpoint {
  readonly system: { readonly graphql: string };
}

interface HalOperation<F> {
  readonly method: string;
  readonly url: (fixture: F) => string;
  readonly body?: ((fixture: F) => unknown) | undefined;
  /** The entity tag for `If-Match`. */
  readonly etag?: (fixture: F) => string;
}

/** `https://…/problems/not-allowed` → `NotAllowed` */
const typeName = (type: string): string =>
  type.slice(type.lastIndexOf('/') + 1).replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Writes through the HAL face. */
export const halWrite =
  <F = Fixture>({ method, url, body, etag }: HalOperation<F>): Attempt<F> =>
  async (fixture, as) => {
    const headers = etag === undefined ? {} : { 'if-match': etag(fixture) };
    const content = body === undefined ? {} : { body: body(fixture) };
    return writeOutcome(await hal(method, url(fixture), { as, headers, ...content }));
  };

function writeOutcome({ status, body }: HalResult): ParityOutcome {
  if (status >= 400) return typeName(body.type);
  return body?.changed === false ? 'unchanged' : 'done';
}

/** Reads through the HAL face. */
export const halRead =
  <F = Fixture>(url: (fixture: F) => string): Attempt<F> =>
  async (fixture, as) => {
    const { status, body } = await hal('GET', url(fixture), { as });
    if (status === 404) return 'nothing';
    if (status >= 400) return typeName(body.type);
    return body._meta?.total === 0 ? 'nothing' : 'done';
  };

const errorOutcomes: Readonly<Record<string, ParityOutcome>> = {
  UNAUTHENTICATED: 'Unauthenticated',
  FORBIDDEN: 'NotAllowed',
};

/** Sends one query or mutation to the gateway, or to the fixture's endpoint. */
export const graphqlOperation =
  <F extends WithEndpoint = Fixture>(query: string, variables: (fixture: F) => object = () => ({})): Attempt<F> =>
  async (fixture, as) => {
    const { data, errors } = await graphql(fixture.system.graphql, query, { as, variables: variables(fixture) });
    if (errors !== undefined) return errorOutcomes[errors[0]?.extensions.code as string] ?? JSON.stringify(errors);
    const [value] = Object.values<HalBody>(data);
    if (value === null || value.totalCount === 0) return 'nothing';
    if (value.__typename === undefined) return 'done';
    if (!value.__typename.endsWith('Success')) return value.__typename;
    return value.changed === false ? 'unchanged' : 'done';
  };
