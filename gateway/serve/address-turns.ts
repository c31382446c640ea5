import type { RequestHandler, Response } from 'express';
import { sendErrorResponse } from '../../kit/graphql/http/error-response.ts';
import { addressBlock } from '../../kit/http/address-block.ts';
import { isLoopback, type RateLimitSettings } from '../../kit/http/rate-limit.ts';
import { streamBegins } from '../stream/stream-request.ts';

export interface AddressTurnsSettings {
  /** The most requests of one address that are executed at the same time; 0 is no limit. */
  readonly addressConcurrency: number;
  /** The most requests of one address that wait. */
  readonly addressQueue: number;
  /** Whether requests from loopback addresses count, and the prefix by which IPv6 addresses do. */
  readonly rate: Pick<RateLimitSettings, 'loopback' | 'ipv6Prefix'>;
}

/** The requests of one address. */
interface Lane {
  running: number;
  /** Start the requests that wait, in order. */
  readonly waiting: (() => void)[];
}

/**
 * Returns the handler that lets the requests of one address take turns, so that many costly ones of one client leave
 * room for those of others: what exceeds `addressConcurrency` waits, and what exceeds `addressQueue` too is 429. A
 * client that disconnects gives up its place, and so does a stream when it begins.
 */
export function addressTurns(settings: AddressTurnsSettings): RequestHandler {
  const { addressConcurrency, addressQueue, rate } = settings;
  const lanes = new Map<string, Lane>();

  const leave = (key: string, lane: Lane): void => {
    lane.running--;
    const next = lane.waiting.shift();
    if (next !== undefined) next();
    else if (lane.running === 0) lanes.delete(key);
  };

  function enter(key: string, response: Response, proceed: () => void): void {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] };
    lanes.set(key, lane);
    if (lane.running >= addressConcurrency && lane.waiting.length >= addressQueue) return sendTooMany(response);
    let isWaiting = true;
    const start = (): void => {
      isWaiting = false;
      lane.running++;
      proceed();
    };
    let hasLeft = false;
    const end = (): void => {
      if (hasLeft) return;
      hasLeft = true;
      if (isWaiting) lane.waiting.splice(lane.waiting.indexOf(start), 1);
      else leave(key, lane);
    };
    response.once('close', end).once(streamBegins, end);
    if (lane.running < addressConcurrency) start();
    else lane.waiting.push(start);
  }

  return (_request, response, next) => {
    const { address = 'unknown' } = response.locals as { readonly address?: string };
    if (addressConcurrency === 0 || (!rate.loopback && isLoopback(address))) return next();
    enter(addressBlock(address, rate.ipv6Prefix), response, next);
  };
}

const sendTooMany = (response: Response): void =>
  sendErrorResponse(response, {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too Many Requests: too many requests of this address are waiting; retry in 1 s.',
    headers: { 'retry-after': '1' },
  });
