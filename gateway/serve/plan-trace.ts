import { Trace } from '@apollo/usage-reporting-protobuf';
import type { GraphQLRequestMetrics } from '@apollo/server';
import type { FetchNode, PlanNode } from '../execute/program/query-plan.ts';
import type { FetchRequest, Run } from '../execute/program/run.ts';
import type { QueryPlan } from '../plan/plan-store.ts';

/** The trace of one operation's plans, which Apollo's usage reporting sends. */
export interface PlanTrace {
  /** Whether usage reporting wants a trace of this operation. */
  readonly isCaptured: boolean;
  /** Adds a plan that is executed. */
  addPlan(plan: QueryPlan): void;
  /** Wraps the sending of requests, to note how long they take. */
  wrap(send: Run['send']): Run['send'];
  /** Puts the trace where usage reporting finds it. */
  finish(): void;
}

/** A request that was sent, by its node of the plan. */
type SentRequests = Map<FetchNode, Trace.QueryPlanNode.IFetchNode>;

/** Creates the trace of an operation; it does nothing unless usage reporting wants one. */
export function createPlanTrace(metrics: GraphQLRequestMetrics): PlanTrace {
  const isCaptured = metrics.captureTraces === true;
  const nodes: PlanNode[] = [];
  const sent: SentRequests = new Map();
  return {
    isCaptured,
    addPlan: (plan) => {
      if (isCaptured && plan.node !== undefined) nodes.push(plan.node);
    },
    wrap: (send) => (isCaptured ? (request) => traced(request, { send, sent, metrics }) : send),
    finish: () => {
      if (!isCaptured || nodes.length === 0) return;
      const traces = nodes.map((node) => traceOf(node, sent));
      const [first] = traces;
      metrics.queryPlanTrace = traces.length === 1 ? first! : new Trace.QueryPlanNode({ sequence: { nodes: traces } });
    },
  };
}

interface TracedSending {
  readonly send: Run['send'];
  readonly sent: SentRequests;
  readonly metrics: GraphQLRequestMetrics;
}

async function traced(request: FetchRequest, { send, sent, metrics }: TracedSending) {
  const sentTime = timestamp();
  const sentTimeOffset = metrics.startHrTime ? nanoseconds(process.hrtime(metrics.startHrTime)) : 0;
  const result = await send(request);
  const { extensions, errors = [] } = result.kind === 'response' ? result.response : {};
  sent.set(request.node, {
    serviceName: request.service,
    sentTime,
    sentTimeOffset,
    receivedTime: timestamp(),
    ...(extensions && decoded(extensions.ftv1, request.kind)),
  });
  if (extensions === undefined && errors.length > 0)
    metrics.nonFtv1ErrorPaths = [
      ...(metrics.nonFtv1ErrorPaths ?? []),
      ...errors.map(({ path }) => ({ subgraph: request.service, path: path && [...path] })),
    ];
  return result;
}

/** Decodes the trace of a service, whose root type can have another name than the gateway's. */
function decoded(ftv1: string, kind: FetchRequest['kind']): Trace.QueryPlanNode.IFetchNode {
  try {
    const trace = Trace.decode(Buffer.from(ftv1, 'base64'));
    for (const child of trace.root?.child ?? []) child.parentType = kind === 'query' ? 'Query' : 'Mutation';
    return { trace };
  } catch {
    return { traceParsingFailed: true };
  }
}

function traceOf(node: PlanNode, sent: SentRequests): Trace.QueryPlanNode {
  switch (node.kind) {
    case 'Sequence':
      return new Trace.QueryPlanNode({ sequence: { nodes: node.nodes.map((each) => traceOf(each, sent)) } });
    case 'Parallel':
      return new Trace.QueryPlanNode({ parallel: { nodes: node.nodes.map((each) => traceOf(each, sent)) } });
    case 'Flatten':
      return new Trace.QueryPlanNode({
        flatten: {
          responsePath: node.path.map((fieldName) => ({ fieldName: String(fieldName) })),
          node: traceOf(node.node, sent),
        },
      });
    case 'Fetch':
      return new Trace.QueryPlanNode({ fetch: sent.get(node) ?? { serviceName: node.serviceName } });
    case 'Defer':
      // What is deferred is executed when the trace has been sent.
      return node.primary.node === undefined ? new Trace.QueryPlanNode() : traceOf(node.primary.node, sent);
    case 'Condition':
    case 'Subscription':
      return new Trace.QueryPlanNode();
  }
}

function timestamp(): { readonly seconds: number; readonly nanos: number } {
  const now = Date.now();
  return { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1e6 };
}

const nanoseconds = ([seconds, nanos]: readonly [number, number]): number => seconds * 1e9 + nanos;
