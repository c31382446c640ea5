import { connect } from 'node:net';

/** Sends bytes to a local port as they are; answers all that comes back until the other side ends it. */
export const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, 'localhost', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (answer += String(part)));
    socket.on('end', () => resolve(answer)).on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
