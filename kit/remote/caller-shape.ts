import { z } from 'zod';
import type { Caller } from '../access/caller.ts';

const members = z.object({
  signedIn: z.boolean(),
  id: z.string().optional(),
  username: z.string().optional(),
  role: z.string().optional(),
});

/** What one service tells another about a caller: who they are, without the service that asks on their behalf. */
export const describeCaller = ({ signedIn, id, username, role }: z.input<typeof members>): Caller => ({
  signedIn,
  id,
  username,
  role,
});

/** Reads such a description from JSON, where undefined members are absent. */
export const callerShape = members.transform(describeCaller);
