import { basicAuthorization } from '../../kit/access/credentials.ts';

/** The administrator's password. */
export const rootPassword = 'password-of-root';
/** The administrator's credentials. */
export const authorization = basicAuthorization('root', rootPassword);
/** What nobody outside the system may see: parts of every password and every token of a run. */
export const secrets = ['password', 'eyJ', authorization];
