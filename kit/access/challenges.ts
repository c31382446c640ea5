/** How a service asks for credentials. */
export interface ChallengeSettings {
  readonly realm: string;
  /** Whether HTTP Basic authentication is accepted. */
  readonly basic: boolean;
}

/** Serializes a quoted-string (RFC 9110 §5.6.4). */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Replaces the characters that an `error_description` must not have (RFC 6750 §3). */
const describable = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");

/**
 * Returns the challenges of a 401 (RFC 9110 §11.6.1), each of which is sent in a header line of its own: browsers ignore
 * a line with several. `tokenFault` is what is wrong with the Bearer token of the request, if it had one (RFC 6750
 * §3.1).
 */
export function challengesOf({ realm, basic }: ChallengeSettings, tokenFault?: string): readonly string[] {
  const bearer = [
    `Bearer realm=${quoted(realm)}`,
    ...(tokenFault === undefined
      ? []
      : ['error="invalid_token"', `error_description=${quoted(describable(tokenFault))}`]),
  ].join(', ');
  return basic ? [`Basic realm=${quoted(realm)}, charset="UTF-8"`, bearer] : [bearer];
}
