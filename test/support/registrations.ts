import type { Registration } from '../../hal-gateway/registry/registration.ts';

/** Creates a registration with one instance, which does not expire: of a guest, unless it has an owner. */
export function registrationOf(name: string, rels: object, overrides: Partial<Registration> = {}): Registration {
  const content = { baseUrl: `http://${name}`, rels: JSON.stringify(rels), ttl: null };
  return {
    _id: name,
    name,
    owner: undefined,
    instances: [{ id: '', content, missed: 0, deadline: undefined }],
    offered: overrides.owner === undefined ? [] : Object.keys(rels),
    retiresAt: undefined,
    _created: new Date(0),
    _updated: new Date(0),
    _etag: 'x',
    ...overrides,
  };
}
