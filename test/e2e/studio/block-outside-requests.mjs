// @ts-check
/*
 * Preloaded into a process and its threads (NODE_OPTIONS=--import). Blocks connections and name lookups beyond
 * this machine, and writes each attempt to the file OUTSIDE_RECORD, one per line.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const local = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|::|0\.0\.0\.0)?$/i;

/** @param {unknown} host */
function isOutside(host) {
  return host !== undefined && host !== null && !local.test(String(host));
}

/** @param {string} how @param {unknown} host */
function refusal(how, host) {
  appendFileSync(String(process.env['OUTSIDE_RECORD']), `${how} ${host}\n`);
  return Object.assign(new Error(`connections to other machines are blocked: ${how} ${host}`), {
    code: 'ECONNREFUSED',
  });
}

/** Returns the host of `connect` arguments: (options), (port, host), (path), or normalized. @param {any[]} args */
function hostOf([first, second]) {
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === 'object' && first !== null) return first.path ? undefined : first.host;
  return typeof second === 'string' ? second : undefined;
}

const { connect } = net.Socket.prototype;
/** @type {any} */ (net.Socket.prototype).connect = function connectInside(/** @type {any[]} */ ...args) {
  const host = hostOf(args);
  if (!isOutside(host)) return Reflect.apply(connect, this, args);
  const error = refusal('connect', host);
  process.nextTick(() => this.destroy(error));
  return this;
};

/** @type {any} */
const names = dns;
for (const lookup of Object.keys(names).filter((name) => /^(lookup$|resolve|reverse)/.test(name))) {
  const inside = names[lookup];
  names[lookup] = (/** @type {any} */ host, /** @type {any[]} */ ...rest) => {
    if (!isOutside(host)) return inside(host, ...rest);
    const error = refusal(`dns.${lookup}`, host);
    process.nextTick(() => rest.at(-1)(error));
    return undefined;
  };
  const promised = names.promises[lookup];
  if (promised === undefined) continue;
  names.promises[lookup] = (/** @type {any} */ host, /** @type {any[]} */ ...rest) =>
    isOutside(host) ? Promise.reject(refusal(`dns.${lookup}`, host)) : promised(host, ...rest);
}

for (const method of /** @type {const} */ (['connect', 'send'])) {
  const inside = /** @type {any} */ (dgram.Socket.prototype)[method];
  /** @type {any} */ (dgram.Socket.prototype)[method] = function inMachine(/** @type {any[]} */ ...args) {
    const host = args.slice(1).find((each) => typeof each === 'string');
    if (!isOutside(host)) return Reflect.apply(inside, this, args);
    throw refusal(`udp ${method}`, host);
  };
}

syncBuiltinESMExports();
