import { RateLimiterMemory } from 'rate-limiter-flexible';
import { windowSeconds } from '../../kit/graphql/http/document-limit.ts';
import { addressBlock } from '../../kit/http/address-block.ts';
import { isLoopback, type RateLimitSettings } from '../../kit/http/rate-limit.ts';
import { consume, secondsLeft } from '../../kit/util/fixed-window.ts';

export interface PlanningQuotaSettings {
  /** The complexity that one address can have planned in a window; 0 disables the limit. */
  readonly planningComplexity: number;
  /** Whether requests from loopback addresses count, and the prefix by which IPv6 addresses do. */
  readonly rate: Pick<RateLimitSettings, 'loopback' | 'ipv6Prefix'>;
}

/** Limits the share of the gateway's time that query planning for one address takes. */
export interface PlanningQuota {
  /** The complexity that one address can have planned in a window. */
  readonly complexity: number;
  /**
   * Counts an operation. Returns the seconds until the window ends if it must not be planned. The first operation of a
   * window is always admitted.
   */
  count(address: string, complexity: number): Promise<number | undefined>;
}

/** Creates a quota with fixed windows that begin with an address's first operation. */
export function createPlanningQuota({ planningComplexity, rate }: PlanningQuotaSettings): PlanningQuota {
  const limiter = new RateLimiterMemory({ points: planningComplexity, duration: windowSeconds });
  return {
    complexity: planningComplexity,
    count: async (address, complexity) => {
      if (planningComplexity === 0 || complexity === 0 || (!rate.loopback && isLoopback(address))) return undefined;
      const state = await consume(limiter, addressBlock(address, rate.ipv6Prefix), complexity);
      const { consumedPoints } = state;
      return consumedPoints > planningComplexity && consumedPoints > complexity ? secondsLeft(state) : undefined;
    },
  };
}
