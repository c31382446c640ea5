import { expect, it } from '@jest/globals';
import { serviceParts } from '../../test/support/parts.ts';
import { createFailingStore } from '../../test/support/failing-store.ts';
import { until } from '../../test/support/until.ts';
import { openEmbedded } from '../store/embedded.ts';
import { serviceSettings } from './settings.ts';
import { startService } from './start.ts';

/** An event of a version before 0.2, which gets its claims at the start. */
const withoutClaims = {
  ...{ _id: 'old', name: 'Old', venue: 'venue', _etag: 'x' },
  ...{ date: '2027-01-01', time: '12:00:00', duration: 'PT1H' },
};

it.each(['accounts', 'events'] as const)('waits while the store fails after it was reached once: %s', async (word) => {
  const store = createFailingStore(await openEmbedded({ directory: undefined }));
  await (await store.collection('events')).insert([withoutClaims]);
  store.failAfter(0, 'lost');
  const part = serviceParts[word];
  let isUp = false;
  const starting = startService(
    part.definition,
    { ...serviceSettings({ LOG_LEVEL: 'silent' }, part), port: 0 },
    { store },
  ).then((service) => {
    isUp = true;
    return service;
  });
  await until(() => store.isFailing);
  expect(isUp).toBe(false);
  store.restore();
  await (await starting).close();
});
