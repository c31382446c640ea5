/** Prefixes a noun with `a` or `an`, judged by its first letter: an event, a venue. A leading u takes `a`: a user. */
export const withArticle = (noun: string): string => `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
