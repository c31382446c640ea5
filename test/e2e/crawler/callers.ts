/** Who crawls: an account of the demo data for each role, and nobody. Everybody has the password `password`. */
export const callers = {
  anonymous: undefined,
  member: 'phartman',
  manager: 'manderson',
  hr: 'hreagan',
  admin: 'root',
} as const;
export type Role = keyof typeof callers;
export const roles = Object.keys(callers) as Role[];
