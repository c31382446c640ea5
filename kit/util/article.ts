/** A noun with the indefinite article that its first letter asks for, a u taken as in user: an event, a venue. */
export const withArticle = (noun: string): string => `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
