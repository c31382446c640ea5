import { describe, expect, it } from '@jest/globals';
import { nobody, signedIn } from '../access/policy.ts';
import { notAllowed, unavailable } from '../resource/common-problems.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { noAdditions } from '../resource/definition/additions.ts';
import { toOne } from '../resource/definition/relations.ts';
import { fail, succeed } from '../resource/problems.ts';
import { embedAll, type RelatedResources } from './embed.ts';

const loan = defineResource({
  name: 'loan',
  summary: 'Something lent.',
  fields: {},
  relations: { owner: toOne('account', { title: 'Owner', description: 'The owner.' }) },
  policies: { read: signedIn, create: nobody, change: nobody, remove: nobody, empty: nobody },
});
const documents = ['visible', 'hidden', 'gone', 'hidden'].map((owner, index) => {
  const now = new Date();
  return { _id: String(index), _etag: 'x', _created: now, _updated: now, owner };
});
const visible = { _id: 'visible', name: 'Visible' };
const stub = { _links: { self: { href: 'http://accounts/hidden' } } };

/** Embeds the owners as a service with the accounts `visible` and `hidden` would, which answers a lookup with this. */
async function embedOwners(findByKeys: RelatedResources['findByKeys'], isAway = false) {
  const asked: string[] = [];
  const remote: RelatedResources = {
    href: () => 'http://accounts',
    findByKeys,
    findViews: () => Promise.resolve(fail(unavailable('away'))),
    referenceState: (_resource, id) => {
      asked.push(id);
      if (isAway) return Promise.resolve(fail(unavailable('away')));
      const state = { leaving: false, current: {}, next: undefined };
      return Promise.resolve(succeed(id === 'gone' ? undefined : state));
    },
  };
  return {
    ...(await embedAll(
      { definition: loan, additions: noAdditions },
      { documents, embeds: new Map([['owner', []]]) },
      remote,
    )),
    asked,
  };
}
const findVisible: RelatedResources['findByKeys'] = () =>
  Promise.resolve(
    succeed({ documents: [{ ...visible, _etag: 'x', representation: visible }], notEmbedded: { 'a.b': 'away' } }),
  );

describe('embedding the targets of a reference', () => {
  it('embeds a stub for a hidden target, and nothing for one that is gone', async () => {
    const { embedded, notEmbedded, asked } = await embedOwners(findVisible);
    expect(embedded).toEqual([{ owner: visible }, { owner: stub }, {}, { owner: stub }]);
    expect(notEmbedded).toEqual({ 'owner.a.b': 'away' });
    expect(asked).toEqual(['hidden', 'gone']);
  });

  it('embeds stubs of all targets if the caller may read none', async () => {
    const { embedded, notEmbedded } = await embedOwners(() => Promise.resolve(fail(notAllowed('not you'))));
    expect(embedded).toEqual([
      { owner: { _links: { self: { href: 'http://accounts/visible' } } } },
      { owner: stub },
      {},
      { owner: stub },
    ]);
    expect(notEmbedded).toEqual({});
  });

  it('embeds no stub while it is unknown whether a target exists', async () => {
    const { embedded } = await embedOwners(findVisible, true);
    expect(embedded).toEqual([{ owner: visible }, {}, {}, {}]);
  });

  it('reports a service that is away', async () => {
    const { embedded, notEmbedded } = await embedOwners(() => Promise.resolve(fail(unavailable('away'))));
    expect([embedded, notEmbedded]).toEqual([[{}, {}, {}, {}], { owner: 'away' }]);
  });
});
