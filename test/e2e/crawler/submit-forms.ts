import type { HalBody } from '../../support/clients.ts';
import type { Crawl } from './crawl.ts';
import { documentsIn } from './documents.ts';
import type { Crawler } from './expected-status.ts';
import { formsAccept, request, type Answer } from './requests.ts';
import { faultsOf, type Shapes } from './valid-hal.ts';
import { createValues, type Values } from './values.ts';

/** A template, and the document that offers it. */
export interface Offer {
  readonly name: string;
  readonly template: HalBody;
  readonly document: HalBody;
}

/** What is on offer in a document, and in those embedded in it. */
export const offersIn = (body: HalBody): readonly Offer[] =>
  documentsIn(body).flatMap((document) =>
    Object.entries<HalBody>(document._templates ?? {}).map(([name, template]) => ({ name, template, document })),
  );

type Body = Readonly<Record<string, unknown>>;

/** One caller who fills in forms. */
interface Submitter {
  readonly crawler: Crawler;
  readonly values: Values;
  readonly shapes: Shapes;
  readonly faults: string[];
}

function send({ crawler }: Submitter, { template, document }: Offer, body: Body): Promise<Answer> {
  const { method, target } = template;
  const headers = document._etag === undefined ? {} : { 'if-match': `"${document._etag}"` };
  const isEmpty = Object.keys(body).length === 0;
  return request(method, target, { as: crawler.as, headers, ...(isEmpty ? {} : { body }) });
}

function complain({ crawler, faults }: Submitter, { name, template }: Offer, fault: string): void {
  faults.push(`${crawler.role} ${name}: ${template.method} ${template.target} ${fault}`);
}

/** Whether a problem says which property it is about. */
const names = ({ body }: Answer, property: string): boolean =>
  body?._issues?.[property] !== undefined || body?.detail?.includes(property) === true;

/** Breaks each constraint of each property in turn: the answer is a refusal that names the property. */
async function submitBroken(submitter: Submitter, offer: Offer, good: Body): Promise<void> {
  const missing = offer.template.method === 'PATCH' ? null : undefined;
  for (const property of offer.template.properties)
    for (const { constraint, value } of submitter.values.broken(property, missing)) {
      const answer = await send(submitter, offer, { ...good, [property.name]: value });
      const isOthers = constraint === 'options' && answer.status === 403;
      const refused = isOthers || ([400, 403, 422].includes(answer.status) && names(answer, property.name));
      const tried = `with ${property.name} ${JSON.stringify(value)} (${constraint})`;
      if (!refused) complain(submitter, offer, `${tried}: ${answer.status} ${answer.text}`);
    }
}

/** Sends it once more as the problem says, where what hangs on a document keeps it from being removed. */
const withAll = (offer: Offer): Offer => ({
  ...offer,
  template: { ...offer.template, target: `${offer.template.target}?cascade=true` },
});

/** What was allowed works, and the answer is valid HAL. */
function judge(submitter: Submitter, offer: Offer, { good, answer }: { good: Body; answer: Answer }): void {
  if (answer.status >= 300) complain(submitter, offer, `with ${JSON.stringify(good)}: ${answer.status} ${answer.text}`);
  else faultsOf(answer.body, submitter.shapes).forEach((fault) => complain(submitter, offer, `answers: ${fault}`));
}

/** Submits a template with values that it allows. */
async function submitGood(submitter: Submitter, offer: Offer, good: Body): Promise<void> {
  const first = await send(submitter, offer, good);
  const isHeld = offer.name === 'delete' && first.body.holders?.length > 0;
  judge(submitter, offer, { good, answer: isHeld ? await send(submitter, withAll(offer), good) : first });
}

async function goodValues({ values, crawler }: Submitter, { name, template }: Offer): Promise<Body> {
  const own: Body = name === 'token' ? { username: crawler.as ?? 'phartman' } : {};
  const pairs: [string, unknown][] = [];
  for (const property of template.properties)
    pairs.push([property.name, own[property.name] ?? (await values.valid(property))]);
  return Object.fromEntries(pairs);
}

const read = async ({ crawler }: Submitter, url: string): Promise<HalBody> =>
  (await request('GET', url, { as: crawler.as, headers: { accept: formsAccept } })).body;

/** Does with a document whatever it offers, once each, and removes it in the end if that is on offer. */
async function exhaust(submitter: Submitter, url: string): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const offers = offersIn(await read(submitter, url)).filter(({ name }) => !done.has(name));
    const offer = offers.find(({ name }) => name !== 'delete') ?? offers[0];
    if (offer === undefined) return;
    done.add(offer.name);
    const good = await goodValues(submitter, offer);
    await submitBroken(submitter, offer, good);
    await submitGood(submitter, offer, good);
    if (offer.name === 'delete') return;
  }
}

/** So many combinations of options are tried, where one is against a rule of the domain: a seat at a full event. */
const combinations = 5;

async function submitCreation(submitter: Submitter, offer: Offer): Promise<void> {
  let good = await goodValues(submitter, offer);
  await submitBroken(submitter, offer, good);
  let made = await send(submitter, offer, good);
  for (let times = 1; times < combinations && made.status === 409; times++) {
    good = await goodValues(submitter, offer);
    made = await send(submitter, offer, good);
  }
  judge(submitter, offer, { good, answer: made });
  const location = made.headers.get('location');
  if (location !== null) await exhaust(submitter, location);
}

/** What a document's form is filled in with already changes nothing. */
async function submitUnchanged(submitter: Submitter, offer: Offer): Promise<void> {
  const good = await goodValues(submitter, offer);
  const filled = offer.template.properties.map(({ name, value }: HalBody) => [name, value ?? good[name]]);
  const unchanged: Body = Object.fromEntries(filled.filter(([, value]: [string, unknown]) => value !== undefined));
  await submitBroken(submitter, offer, unchanged);
  const optional = offer.template.properties.filter(({ required, value }: HalBody) => !required && value === undefined);
  const left = optional.filter(({ type }: HalBody) => type !== 'password').map(({ name }: HalBody) => name);
  await submitGood(
    submitter,
    offer,
    Object.fromEntries(Object.entries(unchanged).filter(([name]) => !left.includes(name))),
  );
}

/** Offers of one kind are alike; so many of each are tried. */
const ofEachKind = 2;

function someOfEach(offers: readonly Offer[], kindOf: (offer: Offer) => string): readonly Offer[] {
  const counts = new Map<string, number>();
  const targets = new Set<string>();
  return offers.filter((offer) => {
    const [kind, target] = [kindOf(offer), `${offer.name} ${offer.template.target}`];
    const count = counts.get(kind) ?? 0;
    if (targets.has(target) || count >= ofEachKind) return false;
    targets.add(target);
    counts.set(kind, count + 1);
    return true;
  });
}

/** The values that documents hold where a property's options lead. */
const choicesFor =
  ({ as }: Crawler) =>
  async ({ options }: HalBody): Promise<readonly unknown[]> => {
    const { body } = await request('GET', options.link.href, { as });
    return Object.values<HalBody>(body._embedded)
      .flat()
      .map((item: HalBody) => item[options.valueField]);
  };

/** Submits what one caller was offered, with values that are allowed and with others. Answers what went wrong. */
export async function submitAll(
  { crawler, visits }: Crawl,
  { seed, shapes, kindOf }: { seed: number; shapes: Shapes; kindOf: (offer: Offer) => string },
): Promise<readonly string[]> {
  const values = createValues(seed, choicesFor(crawler));
  const submitter: Submitter = { crawler, values, shapes, faults: [] };
  const offers = someOfEach(
    visits.flatMap(({ forms }) => offersIn(forms.body)),
    kindOf,
  );
  for (const offer of offers)
    if (offer.template.method === 'POST') await submitCreation(submitter, offer);
    else if (offer.name === 'default') await submitUnchanged(submitter, offer);
  return submitter.faults;
}
