import type { ApolloServerOptionsWithStaticSchema, ApolloServerPlugin, BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Log } from '../util/log.ts';
import { reservedAliasesRule } from './alias-rule.ts';
import type { GraphqlLimits } from './limits/limits.ts';
import { noIntrospectionRule } from './introspection-rule.ts';
import { nestingRule } from './limits/nesting.ts';
import { limitRules } from './limits/rules.ts';
import { knownOperationsRule } from './operation-type-rule.ts';

export interface ApolloSettings {
  readonly log: Log;
  readonly limits: GraphqlLimits;
  /** Whether the schema may be asked for; if not, messages tell nothing of it either. */
  readonly introspection: boolean;
}

/** What is the same for every Apollo Server of the house: nothing of the inside gets into an error. */
export const apolloOptions = ({ log, limits, introspection }: ApolloSettings) =>
  ({
    logger: quietLogger(log),
    // Apollo's own rule says so in other words, and where NODE_ENV says production without being asked.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [
      knownOperationsRule,
      reservedAliasesRule,
      ...limitRules(limits),
      nestingRule(limits.nesting),
      ...(introspection ? [] : [noIntrospectionRule]),
    ],
  }) satisfies Partial<ApolloServerOptionsWithStaticSchema<BaseContext>>;

/** The plugins that tell Apollo Studio. */
export interface StudioPlugins {
  readonly usageReporting?: ApolloServerPlugin;
  readonly inlineTrace?: ApolloServerPlugin;
}

/** Apollo's own plugins, switched off, but for those given. */
export const apolloPlugins = ({ usageReporting, inlineTrace }: StudioPlugins): ApolloServerPlugin[] => [
  ApolloServerPluginCacheControlDisabled(),
  inlineTrace ?? ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  usageReporting ?? ApolloServerPluginUsageReportingDisabled(),
];

/** Apollo tells at "info" what only its makers want to know. */
export function quietLogger(log: Log): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  return {
    debug: (message) => log.trace(String(message)),
    info: (message) => log.debug(String(message)),
    warn: (message) => log.warn(String(message)),
    error: (message) => log.error(String(message)),
  };
}
