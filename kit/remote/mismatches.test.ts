import { describe, expect, it } from '@jest/globals';
import { nobody } from '../access/policy.ts';
import { until } from '../../test/support/until.ts';
import { defineResource } from '../resource/definition/define-resource.ts';
import { toOne } from '../resource/definition/relations.ts';
import { parseLinks } from './hal-links.ts';
import { findMismatches } from './mismatches.ts';
import { meantServices } from './service-names.ts';
import { watchMismatches } from './watch-mismatches.ts';

const labels = { title: 'T', description: 'D' };
const speaker = defineResource({
  name: 'speaker',
  summary: 'A speaker.',
  fields: {},
  relations: { event: toOne('event', labels), account: toOne('acount', labels) },
  policies: { read: nobody, create: nobody, change: nobody, remove: nobody, empty: nobody },
});
const service = { name: 'speakers-service', definition: speaker, meant: meantServices({}) };

/** Parses a root with services: name → relation → path of its collection. */
const rootOf = (services: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const links = Object.entries(services).flatMap(([name, rels]) =>
    Object.entries(rels).map(([rel, path]) => [rel, { href: `http://${name}/${path}` }] as const),
  );
  const home = Object.keys(services).map((name) => ({ name, href: `http://${name}/` }));
  return parseLinks({ _links: { service: home, ...Object.fromEntries(links) } }, 'http://root/')!;
};
const others = { 'accounts-service': { account: 'accounts', token: 'token' }, 'events-service': { event: 'events' } };
const own = { 'speakers-service': { speaker: 'speakers' } };
const unserved =
  'speaker.account names the resource "acount", which acounts-service or acount-service does not offer; did you mean "account"?';

describe('a service that does not fit the others', () => {
  it('names a resource that nobody serves, and the one that is probably meant', () =>
    expect(findMismatches(rootOf({ ...others, ...own }), service)).toEqual([unserved]));

  it('names a service that offers the resource, but is not meant', () => {
    const links = rootOf({ ...others, ...own, people: { acount: 'people' } });
    expect(findMismatches(links, service)).toEqual([
      'speaker.account names the resource "acount", which acounts-service or acount-service does not offer; ' +
        'people offers it: if that service is meant, set SERVICE_NAMES',
    ]);
  });

  it('has the name or the plural of another', () => {
    const meant = meantServices({ acount: 'accounts-service' });
    const renamed = { 'accounts-service': { acount: 'accounts' }, 'events-service': { event: 'events' } };
    const named = rootOf({ ...renamed, talks: { speaker: 'talks' }, orators: { orator: 'speakers' } });
    expect(findMismatches(named, { ...service, meant })).toEqual([
      'the name "speaker" of the resource of speakers-service is also that of talks; rename one',
      'the plural "speakers" of the resource of speakers-service is also that of orators; rename one',
    ]);
  });

  it('is logged once, when it stays', async () => {
    const warnings: unknown[] = [];
    const links = rootOf({ ...others, ...own });
    let comparisons = 0;
    const root = { links: () => (comparisons++ === 1 ? rootOf({ ...own }) : links) };
    const watcher = watchMismatches({
      ...service,
      root,
      log: { warn: (text: unknown) => warnings.push(text) },
      intervalMs: 2,
    });
    await until(() => Promise.resolve(comparisons > 6));
    expect(watcher.current()).toEqual([unserved]);
    expect(warnings.filter((text) => text === unserved)).toHaveLength(1);
    await watcher.close();
  });
});
