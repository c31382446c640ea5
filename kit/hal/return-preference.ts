import { succeed, type Outcome } from '../resource/problems.ts';
import type { ResourceRequest, HalResponse } from './request.ts';
import { readPreferences } from './preferences.ts';

/** The answer to a write with as much of the document as the client prefers (RFC 7240 §4.2), and that said. */
export function applyReturnPreference(exchange: ResourceRequest, written: Outcome<HalResponse>): Outcome<HalResponse> {
  const wanted = readPreferences(exchange.header('prefer')).return;
  if (!written.ok || wanted === undefined) return written;
  const reply = { ...written.value, headers: { ...written.value.headers, 'preference-applied': `return=${wanted}` } };
  if (wanted === 'representation') return succeed(reply);
  return succeed({ ...reply, status: reply.status === 201 ? 201 : 204, body: undefined });
}
