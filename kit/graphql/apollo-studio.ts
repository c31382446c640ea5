import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';

/** Where to report the usage of the graph to Apollo Studio. */
export interface ApolloStudioSettings {
  /** The API key of the graph, sent with each report. */
  readonly key: string;
  /** The graph and its variant, as `graph@variant`. */
  readonly graphRef: string;
  /** Overrides Apollo's address; `/api/ingress/traces` is appended. */
  readonly endpoint: string | undefined;
}

/** Limits on sending a report, so that a closing gateway does not wait long for the last one. */
const reportRetry = { requestTimeoutMs: 3000, maxAttempts: 2 };

/** Characters of a client's name or version that are reported. */
const maxNameLength = 100;

/**
 * Returns the plugin that reports which operations ran, the durations of operations and fields, and failures. Reports
 * hold no data: no literals, values of variables, error messages or headers.
 */
export const usageReporting = <Context extends BaseContext>({
  endpoint,
}: ApolloStudioSettings): ApolloServerPlugin<Context> =>
  ApolloServerPluginUsageReporting<Context>({
    sendVariableValues: { none: true },
    sendHeaders: { none: true },
    sendErrors: { masked: true },
    sendUnexecutableOperationDocuments: false,
    generateClientInfo: clientInfoOf,
    ...reportRetry,
    ...(endpoint !== undefined && { endpointUrl: endpoint }),
  });

/** Returns the client's name and version from the headers that Apollo's clients send. */
function clientInfoOf({ request }: Pick<GraphQLRequestContext<BaseContext>, 'request'>): {
  clientName?: string;
  clientVersion?: string;
} {
  const valueOf = (header: string) => request.http?.headers.get(header)?.slice(0, maxNameLength);
  const [clientName, clientVersion] = [valueOf('apollographql-client-name'), valueOf('apollographql-client-version')];
  return { ...(clientName && { clientName }), ...(clientVersion && { clientVersion }) };
}

/** Returns the plugin that sends a gateway, on request, the duration of each field; error messages are masked. */
export const inlineTrace = (): ApolloServerPlugin => ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
