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
import type { DocumentStore } from './document-store.ts';
import { expandedDepthRule } from './limits/expanded-depth.ts';
import { maxNesting, type GraphqlLimits } from './limits/limits.ts';
import { noIntrospectionRule } from './introspection-rule.ts';
import { nestingRule } from './limits/nesting.ts';
import { limitRules } from './limits/rules.ts';
import { knownOperationsRule } from './operation-type-rule.ts';

export interface ApolloSettings {
  readonly log: Log;
  readonly limits: GraphqlLimits;
  /** Keeps parsed and valid documents. */
  readonly documents: DocumentStore;
  /** Whether introspection is enabled; if not, error messages do not reveal the schema either. */
  readonly introspection: boolean;
}

/** Returns the options that all Apollo Servers share. Errors reveal no internals. */
export const apolloOptions = ({ log, limits, documents, introspection }: ApolloSettings) =>
  ({
    logger: quietLogger(log),
    // noIntrospectionRule decides instead: Apollo's default depends on NODE_ENV, and its message differs.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    documentStore: documents,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [
      knownOperationsRule,
      reservedAliasesRule,
      expandedDepthRule(maxNesting),
      ...limitRules(limits),
      nestingRule(limits.nesting),
      ...(introspection ? [] : [noIntrospectionRule]),
    ],
  }) satisfies Partial<ApolloServerOptionsWithStaticSchema<BaseContext>>;

/** The plugins that report to Apollo Studio. */
export interface StudioPlugins {
  readonly usageReporting?: ApolloServerPlugin;
  readonly inlineTrace?: ApolloServerPlugin;
}

/** Returns Apollo's built-in plugins, all disabled except the given ones. */
export const apolloPlugins = ({ usageReporting, inlineTrace }: StudioPlugins): ApolloServerPlugin[] => [
  ApolloServerPluginCacheControlDisabled(),
  inlineTrace ?? ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  usageReporting ?? ApolloServerPluginUsageReportingDisabled(),
];

/** Returns a logger for Apollo that lowers its "debug" and "info" by one level, as they concern only its authors. */
export function quietLogger(log: Log): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  return {
    debug: (message) => log.trace(String(message)),
    info: (message) => log.debug(String(message)),
    warn: (message) => log.warn(String(message)),
    error: (message) => log.error(String(message)),
  };
}
