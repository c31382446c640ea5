import type { RequestHandler, Response } from 'express';
import { basicDisabled, isCheckable } from '../kit/access/authentication.ts';
import { challengesOf, type ChallengeSettings } from '../kit/access/challenges.ts';
import { parseCredentials } from '../kit/access/credentials.ts';
import { sendErrorResponse } from '../kit/graphql/http/error-response.ts';
import type { PasswordExchange } from '../kit/remote/password-exchange.ts';
import type { RenewAuthorization } from './serve/request-context.ts';
import type { TokenExchange } from '../kit/remote/token-exchange.ts';

/**
 * Returns the handler that keeps in `response.locals` what the services receive as `Authorization`: the Bearer token of
 * the request, or the one that its password was exchanged for. A password goes to the accounts service only. A request
 * without credentials needs no exchange.
 */
export const exchangeCredentials =
  (exchange: PasswordExchange, challenges: ChallengeSettings): RequestHandler =>
  async (request, response, next) => {
    const credentials = parseCredentials(request.headers.authorization);
    const reject = (reason: string, sent = challengesOf(challenges)) => sendChallenges(response, reason, sent);
    if (credentials.scheme === 'none') return next();
    if (credentials.scheme === 'malformed') return reject(credentials.reason);
    if (credentials.scheme === 'bearer') return handOn(credentials.token);
    if (!challenges.basic) return reject(basicDisabled);
    if (!isCheckable(credentials)) return reject('the username or the password is wrong');
    const address = String(response.locals['address'] ?? 'unknown');
    const result = await exchange(credentials, address);
    if (result.kind === 'issued') {
      response.locals['renewAuthorization'] = async () => authorizationOf(await exchange(credentials, address));
      return handOn(result.token);
    }
    if (result.kind === 'rejected')
      return reject(result.reason, result.challenges.length === 0 ? undefined : result.challenges);
    sendFailure(response, result);

    function handOn(token: string): void {
      response.locals['authorization'] = `Bearer ${token}`;
      next();
    }
  };

const authorizationOf = (result: TokenExchange): string | undefined =>
  result.kind === 'issued' ? `Bearer ${result.token}` : undefined;

/** Returns the function that exchanges the password of a request again; undefined if it had none. */
export const renewAuthorizationOf = ({ locals }: Response): RenewAuthorization | undefined =>
  locals['renewAuthorization'] as RenewAuthorization | undefined;

function sendChallenges(response: Response, message: string, challenges: readonly string[]): void {
  sendErrorResponse(response, { code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenges } });
}

function sendFailure(response: Response, failure: Extract<TokenExchange, { kind: 'throttled' | 'unavailable' }>): void {
  if (failure.kind === 'unavailable')
    return sendErrorResponse(response, {
      code: 'SERVICE_UNAVAILABLE',
      message: 'The accounts service, which authenticates callers, is unavailable. Please try again later.',
      headers: { 'retry-after': '1' },
    });
  const seconds = String(failure.retryAfterSeconds);
  sendErrorResponse(response, {
    code: 'TOO_MANY_REQUESTS',
    message: `There were too many wrong passwords; try again in ${seconds} s.`,
    headers: { 'retry-after': seconds },
  });
}
