/**
 * Sends requests over kept-alive connections, one after the other on each, until one is not answered. Its argument is
 * JSON (`Work` in writers.ts). Prints `ready` when each connection has had a response, and the results as JSON at the
 * end. In the body, `{n}` is replaced by a name and `{date}` by a day that no other request of this process has.
 */
import { Agent, request } from 'node:http';

const { url, headers, body, connections } = JSON.parse(process.argv[2]);
const results = { statuses: {}, closing: 0, errors: [] };
let sequence = 0;

function nextBody() {
  const number = sequence++;
  const date = new Date(Date.UTC(2030, 0, 1 + number)).toISOString().slice(0, 10);
  return JSON.stringify(body).replaceAll('{n}', `${process.pid}-${number}`).replaceAll('{date}', date);
}

function record({ statusCode, headers: received }) {
  results.statuses[statusCode] = (results.statuses[statusCode] ?? 0) + 1;
  if (received.connection === 'close') results.closing++;
}

/** Sends one request; resolves to whether the complete response arrived. */
const send = (agent, text) =>
  new Promise((resolve) => {
    const options = { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(text) } };
    const sent = request(url, options, (response) => {
      response.resume().once('error', fail);
      response.once('end', () => {
        record(response);
        resolve(true);
      });
    });
    function fail({ code }) {
      results.errors.push({ code, reusedSocket: sent.reusedSocket });
      resolve(false);
    }
    sent.once('error', fail);
    sent.end(text);
  });

let started = 0;
async function write() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let count = 0; await send(agent, nextBody()); count++)
    if (count === 0 && ++started === connections) console.log('ready');
  agent.destroy();
}

await Promise.all(Array.from({ length: connections }, write));
console.log(JSON.stringify(results));
