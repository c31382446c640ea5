import { connect } from 'node:net';

/**
 * Sends raw text to a local port, and the rest when the server has begun to respond. Returns all that the server sends
 * until it closes the connection.
 */
export const sendRaw = (port: number, text: string, rest?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, 'localhost', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (received += String(part)));
    if (rest !== undefined) socket.once('data', () => socket.write(rest));
    socket
      .on('end', () => resolve(received))
      .on('error', (error) => (received === '' ? reject(error) : resolve(received)));
  });
