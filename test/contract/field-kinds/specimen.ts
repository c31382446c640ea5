import {
  boolean,
  calendarDate,
  choice,
  dateTime,
  decimal,
  defineResource,
  email,
  fixedDuration,
  integer,
  localTime,
  secret,
  signedIn,
  succeed,
  text,
  url,
} from '#kit';

const field = (title: string) => ({ title, description: `The ${title.toLowerCase()} of the specimen.` });

const measure = {
  reading: decimal({ ...field('Reading'), digits: 8, scale: 3, min: '-1000', max: '1000' }),
  takenAt: dateTime(field('Time of the reading')),
  report: url(field('Report')).optional(),
};

/** A resource with a field of every kind. */
export const specimen = defineResource({
  name: 'specimen',
  summary: 'An object of a collection.',
  fields: {
    name: text({ ...field('Name'), min: 1, max: 100 }).distinct(),
    homepage: url({ ...field('Homepage'), max: 200 }),
    contact: email({ ...field('Contact') }).distinct(),
    age: integer({ ...field('Age'), min: 0, max: 100 }).optional(),
    weight: decimal({ ...field('Weight'), digits: 34, scale: 17 }),
    price: decimal({ ...field('Price'), digits: 6, scale: 2, min: '0' }).optional(),
    isOpen: boolean(field('Whether it is shown')),
    day: calendarDate(field('Day')),
    hour: localTime(field('Hour')),
    foundAt: dateTime(field('Time of the find')),
    soldAt: dateTime(field('Time of the sale')).optional(),
    loan: fixedDuration({ ...field('Loan'), maxDays: 100 }),
    state: choice({ ...field('State'), options: ['whole', 'inPieces'] }),
    code: secret({ ...field('Code'), min: 4, max: 20 }).optional(),
  },
  unique: [{ fields: ['weight', 'foundAt'] }],
  actions: {
    measure: {
      ...{
        title: 'Measure',
        description: 'Takes a reading.',
        method: 'PUT',
        path: 'reading',
        mutation: 'measureSpecimen',
      },
      ...{ input: measure, yields: [], policy: signedIn, problems: [] },
      run: (_specimen, input) =>
        Promise.resolve(succeed({ changed: true, message: JSON.stringify(input), references: {} })),
    },
  },
  policies: {
    read: signedIn,
    create: signedIn,
    change: signedIn,
    remove: signedIn,
    empty: signedIn,
  },
});
