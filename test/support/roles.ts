/** Role → username of a demo account, undefined if anonymous. All demo accounts have the password `password`. */
export const usernames = {
  anonymous: undefined,
  member: 'phartman',
  manager: 'manderson',
  hr: 'hreagan',
  admin: 'root',
} as const;
export type RoleName = keyof typeof usernames;
export const roleNames = Object.keys(usernames) as RoleName[];
