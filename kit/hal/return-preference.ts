import { succeed, type Outcome } from '../resource/problems.ts';
import type { ResourceRequest, HalResponse } from './request.ts';
import { parsePreferences } from './preferences.ts';

/**
 * Applies `Prefer: return` (RFC 7240 §4.2) to the response of a write: `minimal` omits the body, or replaces it by
 * `minimalBody`. Sets `Preference-Applied`.
 */
export function applyReturnPreference(
  request: ResourceRequest,
  outcome: Outcome<HalResponse>,
  minimalBody?: object,
): Outcome<HalResponse> {
  const preference = parsePreferences(request.header('prefer')).return;
  if (!outcome.ok || preference === undefined) return outcome;
  const headers = { ...outcome.value.headers, 'preference-applied': `return=${preference}` };
  const response = { ...outcome.value, headers };
  if (preference === 'representation') return succeed(response);
  return succeed({ ...response, status: response.status === 201 ? 201 : 204, body: minimalBody });
}
