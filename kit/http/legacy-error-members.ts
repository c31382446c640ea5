/** The members by which older clients recognize an error; they repeat `status` and `detail` of a problem (RFC 9457). */
export const legacyErrorMembers = (status: number, detail: string) => ({
  _status: 'ERR',
  _error: { code: status, message: detail },
});
