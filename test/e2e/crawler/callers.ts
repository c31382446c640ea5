/** Role → username of a demo account, undefined if anonymous. All demo accounts have the password `password`. */
export const usernames = {
  anonymous: undefined,
  member: 'phartman',
  manager: 'manderson',
  hr: 'hreagan',
  admin: 'root',
} as const;
export type CrawlerRole = keyof typeof usernames;
export const crawlerRoles = Object.keys(usernames) as CrawlerRole[];
