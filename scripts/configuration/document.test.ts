import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { check, resolveConfig } from 'prettier';
import { gatewaySettings } from '../../gateway/settings.ts';
import { halGatewaySettings } from '../../hal-gateway/settings.ts';
import { serviceSettings } from '../../kit/service/settings.ts';
import { settingsIn } from '../../kit/util/settings/setting.ts';
import { serviceParts } from '../../test/support/parts.ts';
import { configurationFiles, entriesOf, exampleEnvironment } from './document.ts';
import { allSettings } from './table.ts';

const page = 'docs/configuration.md';

describe('the configuration documents', () => {
  it.each(Object.entries(configurationFiles(serviceParts)))(
    '%s is up to date: run `npm run docs:configuration` if this fails',
    async (file, text) => {
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('are formatted as Prettier does, in at most 120 columns', async () => {
    const text = configurationFiles(serviceParts)[page] ?? '';
    expect(await check(text, { ...(await resolveConfig(page)), filepath: page })).toBe(true);
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('document each variable once, with the same meaning for all readers', () => {
    const rows = allSettings(serviceParts).flatMap(({ table }) => settingsIn(table));
    const entries = entriesOf(allSettings(serviceParts));
    expect(entries.map(({ row }) => row.variable).sort()).toEqual([...new Set(rows.map((row) => row.variable))].sort());
    for (const { row } of entries)
      for (const duplicate of rows.filter(({ variable }) => variable === row.variable))
        expect([duplicate.description, duplicate.expected, duplicate.group]).toEqual([
          row.description,
          row.expected,
          row.group,
        ]);
  });
});

describe('.env.example', () => {
  const uncommented = parseEnv(exampleEnvironment(serviceParts).replace(/^#(?=\w+=)/gm, '')) as Record<string, string>;
  /** Settings without their functions, which never compare equal. */
  const values = (settings: object): unknown => JSON.parse(JSON.stringify(settings));

  it('has the default of every part', () => {
    expect(values(serviceSettings(uncommented, serviceParts.venues))).toEqual(
      values(serviceSettings({}, serviceParts.venues)),
    );
    expect(values(halGatewaySettings(uncommented))).toEqual(values(halGatewaySettings({})));
    expect(values(gatewaySettings(uncommented))).toEqual(values(gatewaySettings({})));
  });
});
