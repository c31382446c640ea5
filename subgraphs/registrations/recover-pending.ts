import { fail, pendingCreationFilter, transient, type Outcome, type RuleContext } from '#kit';
import type { RegistrationDocument } from './fields.ts';

export type RegistrationContext = RuleContext<RegistrationDocument>;

/**
 * Recovers expired pending registrations for an event, whose seats may become free. Fails with a transient problem with
 * this detail, so that the operation is retried.
 */
export async function recoverPending(
  event: string,
  context: RegistrationContext,
  detail: string,
): Promise<Outcome<never>> {
  const pending = await context.documents.find({ event, ...pendingCreationFilter });
  for (const document of pending) await context.recover(document);
  return fail(transient(detail));
}
