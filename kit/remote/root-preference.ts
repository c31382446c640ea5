/**
 * The preference (RFC 7240) for a root of the HAL gateway that has the links of the system's services only. The parts of
 * the system send it, so that what guests register neither grows nor changes what they read.
 */
export const guestsPreference = { name: 'guests', value: 'exclude' } as const;

/** The header with which the root is read without guests. */
export const withoutGuests = { prefer: `${guestsPreference.name}=${guestsPreference.value}` } as const;
