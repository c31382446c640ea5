import { connect } from 'node:net';

/** Sends raw text to a local port. Returns all that the server sends until it closes the connection. */
export const sendRaw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, 'localhost', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (received += String(part)));
    socket
      .on('end', () => resolve(received))
      .on('error', (error) => (received === '' ? reject(error) : resolve(received)));
  });
