/** Returns the fields of the n-th specimen, in the form in which they are returned. */
export const specimenSample = (index: number): Readonly<Record<string, unknown>> => ({
  name: `Specimen ${index}`,
  homepage: `https://example.com/${index}?q=1#top`,
  contact: `keeper${index}@example.com`,
  weight: `${index}.5`,
  isOpen: index % 2 === 0,
  day: '2026-02-28',
  hour: '09:30:00',
  foundAt: '2026-01-01T10:00:00+02:00',
  loan: 'PT1H',
  state: 'inPieces',
});

/** Converts the fields of a specimen to an input of GraphQL. */
export const toGraphqlSpecimen = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  'state' in fields ? { ...fields, state: fields['state'] === 'inPieces' ? 'IN_PIECES' : 'WHOLE' } : fields;
