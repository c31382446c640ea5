import { expect, it } from '@jest/globals';
import { createMediaTypeChooser, namesMediaType } from './content-negotiation.ts';

const choose = createMediaTypeChooser(['application/hal+json', 'application/json', 'text/html']);

it.each([
  [undefined, 'application/hal+json'],
  ['', 'application/hal+json'],
  ['*/*', 'application/hal+json'],
  ['application/json', 'application/json'],
  ['text/html, application/json;q=0.9', 'text/html'],
  ['application/hal+json;q=0.1, application/*;q=0.8, */*;q=0', 'application/json'],
  ['image/png', undefined],
  [`application/json;a="${'x'.repeat(300)}", text/html;q=0.5`, 'application/json'],
  ['application/*;q=0.5, image/png', 'application/hal+json'],
  ['application/json, */*;q=0', 'application/json'],
  ['application/hal+json; charset=UTF-8', 'application/hal+json'],
  ['application/hal+json;profile="a, b;q=0";q=0.2, application/json;charset=utf-8;q=0.1', 'application/hal+json'],
  ['application/json;q=0.9;charset=utf-8, application/hal+json;q=0.8', 'application/json'],
  ['application/hal+json;q=0', undefined],
])('for Accept %j it chooses %j, on every call', (accept, type) => {
  expect([choose(accept), choose(accept)]).toEqual([type, type]);
});

it.each([
  ['text/event-stream', true],
  ['application/json, Text/Event-Stream;charset=utf-8;q=0.5', true],
  ['text/event-stream;q=0, */*', false],
  ['text/*, */*', false],
  [undefined, false],
])('Accept %j names event streams: %j', (accept, isNamed) =>
  expect(namesMediaType(accept, 'text/event-stream')).toBe(isNamed),
);
