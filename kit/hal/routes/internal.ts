import { z } from 'zod';
import { references } from '../../resource/definition/relations.ts';
import { callerShape } from '../../remote/caller-shape.ts';
import { fail, succeed, type Outcome } from '../../resource/problems.ts';
import { malformed, notAllowed } from '../../resource/common-problems.ts';
import { ok, requiredBody, type Exchange, type Reply, type RouteTable } from '../request.ts';

const standingInput = z.object({
  questions: z.array(z.object({ id: z.string(), caller: callerShape.optional() })).max(1000),
});
/** One of the relations by which documents of the resource refer to others: a store is asked by its name. */
const relationOf = ({ served }: Exchange) => {
  const names = references(served.resource.definition).map(([name]) => name);
  return z.string().refine((name) => names.includes(name), 'is no relation by which one refers to others here');
};
const referringInput = z.object({ ids: z.array(z.string()).max(1000), caller: callerShape });
const referrersInput = z.object({
  id: z.string(),
  after: z.string(),
  limit: z.number().int().min(1).max(1000),
});

/** The body of a question, if it is a service that asks. */
function question<T>(exchange: Exchange, shape: z.ZodType<T>): Outcome<T> {
  if (exchange.context.caller.service === undefined)
    return fail(notAllowed('this is for the services among themselves'));
  const body = requiredBody(exchange);
  if (!body.ok) return body;
  const parsed = shape.safeParse(body.value);
  return parsed.success ? succeed(parsed.data) : fail(malformed(z.prettifyError(parsed.error)));
}

const json = (body: unknown): Outcome<Reply> => ok(body, { type: 'application/json' });

/** `POST {collection}/_{operation}`: what services ask each other, to keep the rules that span them. */
export function internalRoutes(collection: string, operations: readonly string[]): RouteTable {
  const asked = operations.map((name): RouteTable[number] => [
    `${collection}/_${name}`,
    {
      POST: async (exchange) => {
        const input = question(exchange, z.unknown());
        if (!input.ok) return input;
        const answered = await exchange.served.resource.inquiries.ask(name, input.value);
        return answered.ok ? json(answered.value) : answered;
      },
    },
  ]);
  return [
    [
      `${collection}/_standing`,
      {
        POST: async (exchange) => {
          const input = question(exchange, standingInput);
          if (!input.ok) return input;
          const questions = input.value.questions.map(({ id, caller }) =>
            caller === undefined ? { id } : { id, caller },
          );
          const standings = await exchange.served.resource.inquiries.standing(questions);
          return json({ standings: standings.map((each) => each ?? null) });
        },
      },
    ],
    [
      `${collection}/_referring`,
      {
        POST: async (exchange) => {
          const input = question(exchange, referringInput.extend({ relation: relationOf(exchange) }));
          if (!input.ok) return input;
          return json(await exchange.served.resource.inquiries.referring(input.value));
        },
      },
    ],
    [
      `${collection}/_referrers`,
      {
        POST: async (exchange) => {
          const input = question(exchange, referrersInput.extend({ relation: relationOf(exchange) }));
          return input.ok ? json(await exchange.served.resource.inquiries.referrers(input.value)) : input;
        },
      },
    ],
    ...asked,
  ];
}
