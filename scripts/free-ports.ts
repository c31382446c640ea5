import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The ports that are looked at. No system gives one of them to an outgoing connection, unless it is set to do so. */
const range = { first: 10_000, count: 20_000 };

/** Returns a free port, which no other process that calls this gets while this process runs. */
export const freePort = createPortChooser(range);

/** Returns a free port for each name, as a setting. */
export async function freePortsFor<Name extends string>(
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]));
  return Object.fromEntries(ports) as Record<Name, string>;
}

/**
 * Creates a function that returns free ports from a range. A port is chosen before a process listens on it. So that
 * nobody else takes it meanwhile, it is reserved with a UDP socket of the same number, which the system closes with this
 * process.
 */
export function createPortChooser({ first, count }: typeof range): () => Promise<number> {
  let next = Math.floor(Math.random() * count);
  return async () => {
    for (let looked = 0; looked < count; looked++) {
      const port = first + (next++ % count);
      if (await reserve(port)) return port;
    }
    throw new Error(`no port from ${first} to ${first + count - 1} is free`);
  };
}

async function reserve(port: number): Promise<boolean> {
  const reservation = createSocket('udp4').unref();
  try {
    reservation.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(reservation, 'listening');
  } catch {
    return false;
  }
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch {
    reservation.close();
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
