import { fail, pendingCreationFilter, transient, type Metadata, type Outcome, type RuleContext } from '#kit';

/** A registration as it is stored. */
export interface RegistrationDocument extends Metadata {
  readonly event: string;
  readonly account: string;
  /** The seat number, from 1 to the capacity of the event's venue; unique per event. */
  readonly seat?: number;
}

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
