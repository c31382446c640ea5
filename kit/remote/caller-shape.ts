import { z } from 'zod';
import type { Caller } from '../access/caller.ts';

const members = z.object({
  signedIn: z.boolean(),
  id: z.string().optional(),
  username: z.string().optional(),
  role: z.string().optional(),
});

/** Returns the members of a caller that one service sends to another: all but `service`. */
export const describeCaller = ({ signedIn, id, username, role }: z.input<typeof members>): Caller => ({
  signedIn,
  id,
  username,
  role,
});

/** Parses a caller from JSON, where undefined members are absent. */
export const callerShape = members.transform(describeCaller);

/** The caller for whom one service asks another to write. */
export const onBehalfShape = z.object({
  caller: callerShape,
  /** What the other service sends on the caller's behalf in turn. */
  authorization: z.string().optional(),
  /** The id of the request that causes the write, for the log. */
  requestId: z.string().optional(),
});
export type OnBehalf = z.input<typeof onBehalfShape>;
