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
