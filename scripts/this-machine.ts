import { hostname, networkInterfaces } from 'node:os';

const addressesOfThisMachine = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));

/** Whether a URL leads to this machine: by the loopback interface, its name, or one of its addresses. */
export function isOnThisMachine(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const isLoopback = /^(.+\.)?localhost$|^127\.|^::1$/.test(host);
  return isLoopback || host === hostname().toLowerCase() || addressesOfThisMachine().includes(host);
}
