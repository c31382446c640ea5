import type { HalBody } from '../../support/clients.ts';
import type { Crawl } from './crawl.ts';
import { documentsIn } from './documents.ts';
import type { Crawler } from './expected-status.ts';
import { halFormsMediaType, sendRequest, type CrawlerResponse } from './requests.ts';
import { firstOfEachGroup, uniqueBy } from './sampling.ts';
import { halFaults, type RelationShapes } from './valid-hal.ts';
import { createFormValueGenerator, type FormValueGenerator } from './values.ts';

/** A HAL-FORMS template with the document that contains it. */
export interface FormAffordance {
  readonly name: string;
  readonly template: HalBody;
  readonly document: HalBody;
}

/** Returns the affordances of a document and of its embedded documents. */
export const affordancesIn = (body: HalBody): readonly FormAffordance[] =>
  documentsIn(body).flatMap((document) =>
    Object.entries<HalBody>(document._templates ?? {}).map(([name, template]) => ({ name, template, document })),
  );

type FormBody = Readonly<Record<string, unknown>>;

/** State while one role submits forms. */
interface Submitter {
  readonly crawler: Crawler;
  readonly values: FormValueGenerator;
  readonly shapes: RelationShapes;
  readonly faults: string[];
}

function send(
  { crawler }: Submitter,
  { template, document }: FormAffordance,
  body: FormBody,
): Promise<CrawlerResponse> {
  const { method, target } = template;
  const headers = document._etag === undefined ? {} : { 'if-match': `"${document._etag}"` };
  const isEmpty = Object.keys(body).length === 0;
  return sendRequest(method, target, { as: crawler.as, headers, ...(isEmpty ? {} : { body }) });
}

function reportFault({ crawler, faults }: Submitter, { name, template }: FormAffordance, fault: string): void {
  faults.push(`${crawler.role} ${name}: ${template.method} ${template.target} ${fault}`);
}

/** Whether a problem names the property it is about. */
const namesProperty = ({ body }: CrawlerResponse, property: string): boolean =>
  body?._issues?.[property] !== undefined || body?.detail?.includes(property) === true;

/** Violates each constraint of each property in turn. Each request must fail with a problem that names the property. */
async function submitInvalid(submitter: Submitter, affordance: FormAffordance, body: FormBody): Promise<void> {
  const missing = affordance.template.method === 'PATCH' ? null : undefined;
  for (const property of affordance.template.properties)
    for (const { constraint, value } of submitter.values.invalidValues(property, missing)) {
      const response = await send(submitter, affordance, { ...body, [property.name]: value });
      const isForeignReference = constraint === 'options' && response.status === 403;
      const isRejected =
        isForeignReference || ([400, 403, 422].includes(response.status) && namesProperty(response, property.name));
      const tried = `with ${property.name} ${JSON.stringify(value)} (${constraint})`;
      if (!isRejected) reportFault(submitter, affordance, `${tried}: ${response.status} ${response.text}`);
    }
}

/** Adds `cascade=true`, which deletes the referring documents too. */
const withCascade = (affordance: FormAffordance): FormAffordance => ({
  ...affordance,
  template: { ...affordance.template, target: `${affordance.template.target}?cascade=true` },
});

/** Checks that a valid submission was accepted and that its response is valid HAL. */
function checkAccepted(
  submitter: Submitter,
  affordance: FormAffordance,
  { body, response }: { body: FormBody; response: CrawlerResponse },
): void {
  if (response.status >= 300)
    reportFault(submitter, affordance, `with ${JSON.stringify(body)}: ${response.status} ${response.text}`);
  else
    halFaults(response.body, submitter.shapes).forEach((fault) =>
      reportFault(submitter, affordance, `response: ${fault}`),
    );
}

/** Submits valid values, with `cascade=true` in a second request if referring documents prevent a deletion. */
async function submitValid(submitter: Submitter, affordance: FormAffordance, body: FormBody): Promise<void> {
  const response = await send(submitter, affordance, body);
  const hasReferrers = affordance.name === 'delete' && response.body.holders?.length > 0;
  checkAccepted(submitter, affordance, {
    body,
    response: hasReferrers ? await send(submitter, withCascade(affordance), body) : response,
  });
}

async function validBody({ values, crawler }: Submitter, { name, template }: FormAffordance): Promise<FormBody> {
  const fixedValues: FormBody = name === 'token' ? { username: crawler.as ?? 'phartman' } : {};
  const pairs: [string, unknown][] = [];
  for (const property of template.properties)
    pairs.push([property.name, fixedValues[property.name] ?? (await values.validValue(property))]);
  return Object.fromEntries(pairs);
}

const readForms = async ({ crawler }: Submitter, url: string): Promise<HalBody> =>
  (await sendRequest('GET', url, { as: crawler.as, headers: { accept: halFormsMediaType } })).body;

/** Submits each affordance of a resource once. Deletes the resource last, if that is offered. */
async function exerciseResource(submitter: Submitter, url: string): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const affordances = affordancesIn(await readForms(submitter, url)).filter(({ name }) => !done.has(name));
    const affordance = affordances.find(({ name }) => name !== 'delete') ?? affordances[0];
    if (affordance === undefined) return;
    done.add(affordance.name);
    const body = await validBody(submitter, affordance);
    await submitInvalid(submitter, affordance, body);
    await submitValid(submitter, affordance, body);
    if (affordance.name === 'delete') return;
  }
}

/** Combinations of options to try when one violates a domain rule, such as a registration for a full event. */
const maxCreateAttempts = 5;

async function submitCreation(submitter: Submitter, affordance: FormAffordance): Promise<void> {
  let body = await validBody(submitter, affordance);
  await submitInvalid(submitter, affordance, body);
  let response = await send(submitter, affordance, body);
  for (let attempt = 1; attempt < maxCreateAttempts && response.status === 409; attempt++) {
    body = await validBody(submitter, affordance);
    response = await send(submitter, affordance, body);
  }
  checkAccepted(submitter, affordance, { body, response });
  const location = response.headers.get('location');
  if (location !== null) await exerciseResource(submitter, location);
}

/** Submits the prefilled values of a form, which change nothing, and invalid ones. */
async function submitUnchanged(submitter: Submitter, affordance: FormAffordance): Promise<void> {
  const body = await validBody(submitter, affordance);
  const filled = affordance.template.properties.map(({ name, value }: HalBody) => [name, value ?? body[name]]);
  const unchanged: FormBody = Object.fromEntries(filled.filter(([, value]: [string, unknown]) => value !== undefined));
  await submitInvalid(submitter, affordance, unchanged);
  const optional = affordance.template.properties.filter(
    ({ required, value }: HalBody) => !required && value === undefined,
  );
  const omitted = optional.filter(({ type }: HalBody) => type !== 'password').map(({ name }: HalBody) => name);
  await submitValid(
    submitter,
    affordance,
    Object.fromEntries(Object.entries(unchanged).filter(([name]) => !omitted.includes(name))),
  );
}

/** Submissions for each kind of affordance. */
const maxSubmissionsPerKind = 2;

function sampleByKind(
  affordances: readonly FormAffordance[],
  kindOf: (affordance: FormAffordance) => string,
): readonly FormAffordance[] {
  const unique = uniqueBy(affordances, ({ name, template }) => `${name} ${template.target}`);
  return firstOfEachGroup(unique, kindOf, maxSubmissionsPerKind);
}

/**
 * Loads the values behind the `options` link of a property.
 * @throws if an item lacks the field of the values or of the prompts.
 */
const optionsLoaderFor =
  ({ as }: Crawler) =>
  async ({ name, options }: HalBody): Promise<readonly unknown[]> => {
    const { link, valueField, promptField } = options;
    const { body } = await sendRequest('GET', link.href, { as, headers: { accept: link.type } });
    const items = Object.values<HalBody>(body._embedded).flat();
    const incomplete = items.find((item) =>
      [item[valueField], item[promptField]].some((each) => typeof each !== 'string'),
    );
    if (incomplete !== undefined)
      throw new Error(`an option of ${name} lacks ${valueField} or ${promptField}: ${JSON.stringify(incomplete)}`);
    return items.map((item) => item[valueField]);
  };

/** Submits the forms of a crawl with valid and with invalid values. Returns the faults. */
export async function submitForms(
  { crawler, visits }: Crawl,
  { seed, shapes, kindOf }: { seed: number; shapes: RelationShapes; kindOf: (affordance: FormAffordance) => string },
): Promise<readonly string[]> {
  const values = createFormValueGenerator(seed, optionsLoaderFor(crawler));
  const submitter: Submitter = { crawler, values, shapes, faults: [] };
  const affordances = sampleByKind(
    visits.flatMap(({ halForms }) => affordancesIn(halForms.body)),
    kindOf,
  );
  for (const affordance of affordances)
    if (affordance.template.method === 'POST') await submitCreation(submitter, affordance);
    else if (affordance.name === 'default') await submitUnchanged(submitter, affordance);
  return submitter.faults;
}
