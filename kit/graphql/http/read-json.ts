import express, { type Request, type RequestHandler } from 'express';
import { verifyUtf8 } from '../../http/json-text.ts';
import { takeTurn } from '../../util/time-slices.ts';
import { canBeIllFormed } from '../../util/well-formed.ts';

/** What is known of a body from its octets. */
interface BodyFacts {
  readonly bytes: number;
  readonly canBeIllFormed: boolean;
}

const factsOf = new WeakMap<object, BodyFacts>();

/** Whether the texts in the body of a request must be searched for ill-formed ones. */
export const mustBeSearched = (request: Request): boolean => factsOf.get(request)?.canBeIllFormed ?? true;

/** Lets large requests proceed one after the other, and short ones in between. */
const takeTurns: RequestHandler = async (request, _response, next) => {
  await takeTurn(factsOf.get(request)?.bytes ?? 0);
  next();
};

/** Returns the handlers that read a JSON body of at most `limit` bytes. */
export const readJson = (limit: number): readonly RequestHandler[] => [
  express.json({
    limit,
    // eslint-disable-next-line max-params -- body-parser calls it with four arguments
    verify: (request, response, octets, charset) => {
      verifyUtf8(request, response, octets, charset);
      factsOf.set(request, { bytes: octets.length, canBeIllFormed: canBeIllFormed(octets.toString('latin1')) });
    },
  }),
  takeTurns,
];
