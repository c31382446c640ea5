import { checkTexts } from './check-fields.ts';
import { repeated, unknownOptions, type Check } from './faults.ts';

const options = ['title', 'description', 'deprecated', 'type', 'file', 'render'];

/** Finds the faults of each alternate representation, and two of one file. */
export const checkAlternates: Check = ({ alternates }) => [
  ...alternates.flatMap((alternate, index) => {
    const place = `alternates[${index}]`;
    const { type, file } = alternate;
    return [
      ...unknownOptions(place, alternate, options),
      ...checkTexts(place, alternate),
      ...(/^[a-z]+\/[a-z0-9.+-]+$/.test(type)
        ? []
        : [`${place}: the type ${JSON.stringify(type)} is not a media type such as "text/calendar"`]),
      ...(/^[a-z0-9-]+\.[a-z0-9]+$/.test(file)
        ? []
        : [`${place}: the file ${JSON.stringify(file)} is not a file name such as "calendar.ics"`]),
    ];
  }),
  ...repeated(alternates.map(({ file }) => file)).map((file) => `alternates: there are two files ${file}; rename one`),
];
