import type { AccessControl } from './access.ts';
import { nothingForwarded, type AuthenticationResult, type ForwardedAuthorization } from '../access/authentication.ts';
import { serviceCaller, type Caller } from '../access/caller.ts';
import { disconnectionSignal } from '../http/disconnection.ts';
import type { RequestHead } from '../http/forwarded.ts';
import { createInternalApiClient, type InternalApiSettings } from '../remote/internal-api.ts';
import { createRemoteResources, type RemoteCallOptions } from '../remote/remote-resources.ts';
import { invalidToken, tooManySignInAttempts, unauthenticated, unavailable } from '../resource/common-problems.ts';
import type { OperationContext } from '../resource/definition/context.ts';
import type { ForwardedMetadata } from '../resource/service-context.ts';
import { fail, succeed, type Outcome, type Problem } from '../resource/problems.ts';
import type { Store } from '../store/port.ts';
import { lazy } from '../util/lazy.ts';

export interface ContextFactorySettings {
  readonly access: AccessControl;
  readonly store: Store;
  readonly remote: InternalApiSettings;
}

/** Creates the contexts of operations: the caller, other services with the caller's credentials, the collections. */
export interface ContextFactory {
  /** Authenticates a request and creates its context. */
  readonly authenticate: (head: RequestHead) => Promise<Outcome<OperationContext>>;
  /** Creates the context of what another service requests for a caller. */
  readonly forCaller: (caller: Caller, metadata: ForwardedMetadata) => OperationContext;
  /** Creates the context of a service that acts in its own name. */
  readonly forService: (name: string) => OperationContext;
}

/** What calls to other services are made for; the signal is aborted when the client has disconnected. */
type CallMetadata = Omit<RemoteCallOptions, 'internalApi' | 'caller'>;

export function createContextFactory({ access, store, remote }: ContextFactorySettings): ContextFactory {
  const { authenticator, serviceIdentity, clientOriginOf } = access;
  const internalApi = createInternalApiClient(remote, serviceIdentity);

  function contextOf(caller: Caller, metadata: CallMetadata): OperationContext {
    // Created on first use, because most requests call no other service.
    const remoteResources = lazy(() => createRemoteResources(remote, { ...metadata, caller, internalApi }));
    return {
      caller,
      signal: metadata.signal,
      get remote() {
        return remoteResources();
      },
      collection: (name, indexes) => store.collection(name, indexes),
    };
  }

  return {
    forCaller: (caller, { authorization, requestId }) => {
      const forwarded: ForwardedAuthorization = { kind: 'available', authorization };
      return contextOf(caller, { authorization: () => Promise.resolve(forwarded), requestId });
    },
    forService: (name) => contextOf(serviceCaller(name), { authorization: nothingForwarded, requestId: undefined }),
    authenticate: async (head) => {
      const { address } = await clientOriginOf(head);
      const result = await authenticator.authenticate(firstValue(head.headers['authorization']), address);
      if (result.kind !== 'accepted') return fail(problemOf(result));
      const authorization = result.forwardedAuthorization;
      const requestId = firstValue(head.headers['x-request-id']);
      return succeed(contextOf(result.caller, { authorization, requestId, signal: disconnectionSignal(head.socket) }));
    },
  };
}

function problemOf(result: Exclude<AuthenticationResult, { kind: 'accepted' }>): Problem {
  switch (result.kind) {
    case 'unavailable':
      return unavailable('the accounts service, which authenticates callers, cannot be reached');
    case 'throttled':
      return tooManySignInAttempts(result.retryAfterSeconds);
    case 'rejected':
      return result.isToken ? invalidToken(result.reason) : unauthenticated(result.reason);
  }
}

/** Returns the value of a header; the first one if it was sent more than once. */
const firstValue = (header: RequestHead['headers'][string]): string | undefined => [header ?? []].flat()[0];
