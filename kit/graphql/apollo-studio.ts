import type { ApolloServerPlugin, BaseContext, GraphQLRequestContext } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { ApolloServerPluginUsageReporting } from '@apollo/server/plugin/usageReporting';

/** Where Apollo Studio is told how the graph is used. */
export interface ApolloStudioSettings {
  /** Apollo's key for the graph; it goes with each report. */
  readonly key: string;
  /** `graph@variant`. */
  readonly graphRef: string;
  /** Another address than Apollo's; `/api/ingress/traces` is added to it. */
  readonly endpoint: string | undefined;
}

/** Milliseconds for one try, and tries: what is left when a gateway closes is not waited for any longer. */
const patience = { requestTimeoutMs: 3000, maxAttempts: 2 };

/** The longest name, or version, of a client that is reported. */
const longestName = 100;

/**
 * Reports which operations ran, how long they and their fields took, and that they failed; never what was in them.
 * Operations go without their literal values, variables without values, errors without words, headers not at all.
 */
export const usageReporting = <Context extends BaseContext>({
  endpoint,
}: ApolloStudioSettings): ApolloServerPlugin<Context> =>
  ApolloServerPluginUsageReporting<Context>({
    sendVariableValues: { none: true },
    sendHeaders: { none: true },
    sendErrors: { masked: true },
    sendUnexecutableOperationDocuments: false,
    generateClientInfo: clientOf,
    ...patience,
    ...(endpoint !== undefined && { endpointUrl: endpoint }),
  });

/** What a client calls itself, in the headers of Apollo's clients. */
function clientOf({ request }: Pick<GraphQLRequestContext<BaseContext>, 'request'>): {
  clientName?: string;
  clientVersion?: string;
} {
  const told = (header: string) => request.http?.headers.get(header)?.slice(0, longestName);
  const [clientName, clientVersion] = [told('apollographql-client-name'), told('apollographql-client-version')];
  return { ...(clientName && { clientName }), ...(clientVersion && { clientVersion }) };
}

/** Tells a gateway that asks how long each field took here, and no word of any error. */
export const inlineTrace = (): ApolloServerPlugin => ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
