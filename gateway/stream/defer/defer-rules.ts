import { GraphQLError, Kind, type DirectiveNode, type ValidationRule } from 'graphql';
import { deferDirective } from '../../execute/operation/defer-directive.ts';

/**
 * Rejects what `@defer` cannot do (incremental delivery, 2022-08-24, §5.7): labels that are no constants or that several
 * fragments have, and fragments at the root of a mutation or in a subscription.
 */
export const deferRule: ValidationRule = (context) => {
  const labels = new Set<string>();
  let operation: string | undefined;
  const report = (message: string, node: DirectiveNode): void =>
    context.reportError(new GraphQLError(message, { nodes: node }));
  return {
    OperationDefinition: {
      enter: (node) => void (operation = node.operation),
      leave: () => void (operation = undefined),
    },
    Directive: (node) => {
      if (node.name.value !== deferDirective.name) return;
      const type = context.getParentType();
      const schema = context.getSchema();
      if (type && (type === schema.getMutationType() || type === schema.getSubscriptionType()))
        report(`Fields of the type "${type.name}" cannot be deferred.`, node);
      else if (operation === 'subscription') report('A subscription cannot defer fragments.', node);
      const label = node.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (label === undefined || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) return report('The label of "@defer" must be a constant.', node);
      if (labels.has(label.value)) report(`Several fragments have the label "${label.value}".`, node);
      labels.add(label.value);
    },
  };
};
