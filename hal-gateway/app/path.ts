/** The path of the booking page. */
export const appPath = '/app';
