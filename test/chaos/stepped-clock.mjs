// @ts-check
/*
 * Preloaded into a process and its threads (NODE_OPTIONS=--import). Adds the milliseconds in the file CLOCK_OFFSET_FILE
 * to `Date`, and to the `Date` header of responses, as a step of the system's clock does. Timers and `performance` stay
 * real: they are monotonic. The offset stays when the process is restarted.
 */
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';

const { CLOCK_OFFSET_FILE: file = '' } = process.env;
const pollMs = 50;
const RealDate = Date;
let offsetMs = 0;

function readOffset() {
  try {
    offsetMs = Number(readFileSync(file, 'utf8'));
  } catch {
    offsetMs = 0;
  }
}

const now = () => RealDate.now() + offsetMs;

const SteppedDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
RealDate.prototype.constructor = SteppedDate;
globalThis.Date = SteppedDate;

const { writeHead } = ServerResponse.prototype;
/** @param {unknown[]} args */
ServerResponse.prototype.writeHead = function (...args) {
  // Node itself writes this header by the clock that it had before this file was loaded.
  if (!this.headersSent && !this.hasHeader('date')) this.setHeader('date', new RealDate(now()).toUTCString());
  return Reflect.apply(writeHead, this, args);
};

readOffset();
setInterval(readOffset, pollMs).unref();
