/**
 * Returns the members by which older clients recognize an error. They repeat a problem's `status` and `detail` (RFC
 * 9457).
 */
export const legacyErrorMembers = (status: number, detail: string) => ({
  _status: 'ERR',
  _error: { code: status, message: detail },
});
