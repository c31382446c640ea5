import { expect, it } from '@jest/globals';
import { writeSequence } from '../http/json-sequence.ts';
import { parseRemoteSequence } from './remote-sequence.ts';

const texts = ['{"_id":"1","name":"A\\u001e"}', '{"_id":"2"}'];
const columns = { _id: ['1', '2'], _etag: ['x', 'y'], _venue_ref: ['v', 'w'] };
const head = { _meta: { total: 2 }, columns };

it('has each document with its references and its representation as text', () => {
  const page = parseRemoteSequence(
    writeSequence([JSON.stringify({ ...head, _not_embedded: { a: 'away' } }), ...texts]),
  );
  expect(page).toMatchObject({ total: 2, notEmbedded: { a: 'away' } });
  expect(page?.documents).toMatchObject([
    { _id: '1', _etag: 'x', venue: 'v', representation: { text: texts[0] } },
    { _id: '2', _etag: 'y', venue: 'w', representation: { text: texts[1] } },
  ]);
});

it.each([
  ['nothing', ''],
  ['no sequence', '{"_embedded":{}}'],
  ['too few documents', writeSequence([JSON.stringify(head), texts[0]!])],
  [
    'a column that is none',
    writeSequence([JSON.stringify({ ...head, columns: { ...columns, _venue_ref: 'ab' } }), ...texts]),
  ],
  ['no columns', writeSequence([JSON.stringify({ _meta: { total: 2 } }), ...texts])],
])('is undefined for %s', (_title, text) => expect(parseRemoteSequence(text)).toBeUndefined());
