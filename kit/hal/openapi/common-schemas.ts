import {
  link,
  linkSet,
  representation,
  schemaRef,
  templates,
  text,
  uri,
  withCuries,
  writeStatus,
  type Schema,
} from './schema.ts';

const problem: Schema = {
  type: 'object',
  description: 'Problem details (RFC 9457). `_status`, `_error` and `_issues` repeat them for older clients.',
  properties: {
    type: { ...uri, description: 'The URI of a page that documents this kind of problem.' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    issues: {
      type: 'array',
      items: representation({ field: text, message: text }, ['field', 'message']),
    },
    retryAfter: { type: 'integer' },
    _links: { type: 'object', description: 'Links to the documents that the problem names, by its members.' },
    _status: { const: 'ERR' },
    _error: representation({ code: { type: 'integer' }, message: text }, ['code', 'message']),
    _issues: { type: 'object', additionalProperties: text },
  },
  required: ['type', 'title', 'status', 'detail', '_status', '_error'],
};

/** The schemas that all services share, by name. */
export const commonSchemas: Readonly<Record<string, Schema>> = {
  Link: representation(
    {
      href: { type: 'string', description: 'A URI, or a URI template (RFC 6570) when `templated`.' },
      templated: { type: 'boolean' },
      title: text,
      name: text,
    },
    ['href'],
  ),
  LinkOrLinks: { anyOf: [link, schemaRef('Links')] },
  Links: { type: 'array', items: link },
  Template: {
    type: 'object',
    description: 'A HAL-FORMS template.',
    properties: {
      title: text,
      method: text,
      contentType: text,
      target: uri,
      properties: { type: 'array', items: { type: 'object' } },
    },
    required: ['method'],
  },
  Form: representation(
    { _links: withCuries(linkSet(['self', 'collection', 'item'])), _etag: text, _templates: templates },
    ['_links', '_templates'],
  ),
  Home: representation(
    {
      _links: { type: 'object', additionalProperties: schemaRef('LinkOrLinks') },
      _templates: templates,
    },
    ['_links'],
  ),
  Deleted: representation(
    {
      _status: { const: 'deleted' },
      delete_count: { type: 'integer', minimum: 0 },
      _links: withCuries(linkSet(['self', 'home'])),
      _templates: templates,
    },
    ['_status', 'delete_count', '_links'],
  ),
  Acted: representation(
    {
      _status: writeStatus,
      changed: { type: 'boolean', description: 'Whether the action changed anything.' },
      message: text,
      _links: withCuries(linkSet([], { additionalProperties: link })),
      _templates: templates,
    },
    ['_status', 'changed', 'message', '_links'],
  ),
  Token: representation(
    {
      access_token: text,
      token_type: { const: 'Bearer' },
      expires_in: { type: 'integer', description: 'The lifetime of the token in seconds.' },
      _links: withCuries(linkSet(['self'])),
      _templates: templates,
      _status: writeStatus,
    },
    ['access_token', 'token_type', 'expires_in', '_status'],
  ),
  Problem: problem,
};
