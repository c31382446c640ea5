import { connect } from 'node:net';

/** Sends bytes to a local port as they are; answers all that comes back until the other side ends it. */
export const sendRaw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(port, 'localhost', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (response += String(part)));
    socket
      .on('end', () => resolve(response))
      .on('error', (error) => (response === '' ? reject(error) : resolve(response)));
  });
