/**
 * Returns the time in milliseconds since 1970, by the monotonic clock from the start of the process on. A step of the
 * system's clock changes nothing in a running process. Use it for times that are compared with each other: expiry and
 * issue of tokens.
 */
export const steadyNow = (): number => performance.timeOrigin + performance.now();

/** Returns `steadyNow` in whole seconds, as JWTs have it (RFC 7519 §2, NumericDate). */
export const steadySeconds = (): number => Math.floor(steadyNow() / 1000);
