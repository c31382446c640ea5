import { createHttpClient, type HttpClient } from '../http/client.ts';

/** Limits of the requests of a service to the other parts of the system. */
export interface PeerClientSettings {
  /** Milliseconds until the complete response must have arrived. */
  readonly remoteTimeoutMs: number;
  /** The maximum size of a response, in bytes. */
  readonly maxRemoteBytes: number;
}

/** Creates the HTTP client with which a service reads other parts: resources, tokens, keys and the root. */
export const createPeerClient = ({ remoteTimeoutMs, maxRemoteBytes }: PeerClientSettings): HttpClient =>
  createHttpClient({ timeoutMs: remoteTimeoutMs, maxResponseBytes: maxRemoteBytes });
