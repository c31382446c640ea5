import { z } from 'zod';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import { onBehalfShape } from './caller-shape.ts';
import { nameShape } from './name-shape.ts';
import { localProblemOf } from './remote-documents.ts';

/** A document that one service creates in another for a caller, as it is sent. */
export const creationShape = onBehalfShape.extend({
  /** Relation → `_id` of its target. */
  of: z.record(nameShape, z.string()),
  /** Field → value. */
  where: z.record(nameShape, z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Whether an attempt has failed before. */
  isRepeated: z.boolean().optional(),
});
export type Creation = z.input<typeof creationShape>;

const problemShape = z.object({
  name: z.string(),
  status: z.number().int(),
  title: z.string(),
  detail: z.string(),
  extensions: z.record(z.string(), z.unknown()),
  transient: z.literal(true).optional(),
  unavailableService: z.string().optional(),
});

const creationOutcomeShape = z.union([
  z.object({ created: z.boolean(), _id: z.string() }),
  z.object({ problem: problemShape }),
]);
/** What became of a creation, as it is sent. */
export type CreationOutcome = z.output<typeof creationOutcomeShape>;

export const creationsShape = z.object({ outcomes: z.array(creationOutcomeShape) });

/** The document that was created, or that exists already. */
export interface CreatedDocument {
  readonly created: boolean;
  readonly _id: string;
}

/** Returns an outcome as it is sent. */
export function describeCreation(outcome: Outcome<CreatedDocument>): CreationOutcome {
  if (outcome.ok) return { created: outcome.value.created, _id: outcome.value._id };
  const { kind, detail, extensions, transient, unavailableService } = outcome.problem;
  const { name, status, title } = kind;
  return { problem: { name, status, title, detail, extensions, transient, unavailableService } };
}

/** Parses the outcome of a creation in another service. A 5xx becomes `Unavailable`, with the detail of a 503. */
export function parseCreation(outcome: CreationOutcome, resource: string): Outcome<CreatedDocument> {
  if (!('problem' in outcome)) return succeed(outcome);
  return fail(toProblem(outcome.problem, resource));
}

function toProblem(
  { transient, unavailableService, ...sent }: z.output<typeof problemShape>,
  resource: string,
): Problem {
  const problem = localProblemOf(sent, resource);
  if (sent.status !== 503) return problem;
  return {
    ...problem,
    ...(transient === true && { transient }),
    ...(unavailableService !== undefined && { unavailableService }),
  };
}
