import { describe, expect, it } from '@jest/globals';
import { parse } from 'rfc6570-uri-template';
import { expandTemplate, variablesOf } from './uri-template.ts';

const values = {
  var: 'value',
  hello: 'Hello World!',
  path: '/foo/bar',
  empty: '',
  where: '{"a":{"$gte":1}}',
};

describe('URI templates', () => {
  it.each([
    ...['{var}', '{hello}', '{+path}/here', '{#path,hello}', 'X{.var,hello}', '{/var,empty}/x', '{;var,empty}'],
    ...['{?var,empty,missing}', '?fixed=1{&var,hello}', '{var:3}', '{+path:6}/here', '{?where}', '{missing}'],
  ])('%s expands as in another implementation', (template) => {
    expect(expandTemplate(template, values)).toBe(parse(template).expand(values));
  });

  it('has the names of its variables, each once', () => {
    expect(variablesOf('http://localhost/{id}{?where,sort*,id,page:3}')).toEqual(['id', 'where', 'sort', 'page']);
  });
});
