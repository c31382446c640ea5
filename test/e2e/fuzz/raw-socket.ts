import { connect } from 'node:net';
import {
  responseResult,
  decodeBody,
  failureResult,
  responseTimeoutMs,
  type FuzzResponse,
  type FuzzResult,
  type FuzzRequest,
} from './response.ts';
import type { WireFormat } from './wire-formats.ts';

interface ParsedResponse {
  readonly response: FuzzResponse;
  readonly rest: Buffer;
}

/** Parses the first response of the received bytes. Returns undefined if it is missing or incomplete. */
function parseResponse(bytes: Buffer, isHead: boolean): ParsedResponse | undefined {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [line = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]);
  const rest = bytes.subarray(split + 4);
  if (status === 100) return parseResponse(rest, isHead);
  const headers = Object.fromEntries(
    lines.map((header) => [
      header.slice(0, header.indexOf(':')).toLowerCase(),
      header.slice(header.indexOf(':') + 1).trim(),
    ]),
  );
  if (Number.isNaN(status)) return undefined;
  const body = isHead || status === 204 || status === 304 ? { text: Buffer.alloc(0), rest } : parseBody(rest, headers);
  if (body === undefined) return undefined;
  return { response: { status, headers, text: decodeBody(body.text, headers) }, rest: body.rest };
}

function parseBody(bytes: Buffer, headers: Readonly<Record<string, string>>) {
  if (headers['transfer-encoding'] !== 'chunked') {
    const length = Number(headers['content-length'] ?? bytes.length);
    return bytes.length < length ? undefined : { text: bytes.subarray(0, length), rest: bytes.subarray(length) };
  }
  const parts: Buffer[] = [];
  for (let offset = 0; ;) {
    const end = bytes.indexOf('\r\n', offset);
    const size = end < 0 ? NaN : parseInt(bytes.subarray(offset, end).toString(), 16);
    if (Number.isNaN(size) || bytes.length < end + size + 4) return undefined;
    if (size === 0) return { text: Buffer.concat(parts), rest: bytes.subarray(end + 4) };
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    offset = end + size + 4;
  }
}

function exchangeBytes(
  request: FuzzRequest,
  bytes: Buffer,
): Promise<{ readonly received: Buffer; readonly fault: string | undefined }> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let fault: string | undefined;
    const { hostname, port } = new URL(request.origin);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.setTimeout(responseTimeoutMs, () => socket.destroy(new Error('the response timed out')));
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => socket.end());
    socket.on('error', (error) => (fault = error.message));
    socket.on('close', () => resolve({ received: Buffer.concat(parts), fault }));
  });
}

/** Sends a request over a new connection. The result is the last of the expected responses. */
export async function sendOverSocket(
  request: FuzzRequest,
  { encode, responseCount = 1 }: WireFormat,
): Promise<FuzzResult> {
  const written = encode(request);
  const { received, fault } = await exchangeBytes(request, written);
  const isHead = /(?:^|\r\n)HEAD /.test(written.subarray(0, 500).toString('latin1'));
  let rest = received;
  for (let count = 1; ; count++) {
    const parsed = parseResponse(rest, isHead && count === responseCount);
    if (parsed === undefined) {
      const start = JSON.stringify(rest.subarray(0, 200).toString('latin1'));
      return failureResult(`response ${count} of ${responseCount} is incomplete: ${start} ${fault ?? ''}`);
    }
    if (count === responseCount) return responseResult(parsed.response);
    rest = parsed.rest;
  }
}
