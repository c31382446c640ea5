/*
 * Starts the speakers service, as `npm run start:part` starts a part: a fifth resource, which the product does not have
 * and no other service has heard of. It uses what `npm run build` compiled.
 */
import { anyOf, defineResource, own, signedIn, text, toOne } from '../../dist/kit/index.js';
import { serviceSettings } from '../../dist/kit/service/settings.js';
import { startService } from '../../dist/kit/service/start.js';
import { createLog } from '../../dist/kit/util/log.js';
import { product } from '../../dist/product/product.js';
import { runUntilStopped } from '../../dist/scripts/run-until-stopped.js';
import { roles } from '../../dist/subgraphs/shared.js';

const ownerOrManager = anyOf(own('_owner'), roles('manager', 'admin'));

const speaker = defineResource({
  name: 'speaker',
  summary: 'A person who speaks at an event.',
  fields: { name: text({ title: 'Name', description: 'The name of the speaker.', min: 1, max: 200 }) },
  relations: {
    event: toOne('event', {
      parent: true,
      createsElsewhere: false,
      title: 'Event',
      description: 'The event at which the person speaks.',
      inverse: { name: 'speaker', title: 'Speakers', description: 'The speakers at this event.' },
      onRemoval: 'restrict',
    }),
  },
  policies: { read: signedIn, create: signedIn, change: ownerOrManager, remove: ownerOrManager, empty: roles('admin') },
  owned: true,
});

const part = { name: 'speakers-service', port: 2117, portVariable: 'PORT_SPEAKERS', product };

await runUntilStopped({
  name: 'speakers',
  start: (signal) => startService(speaker, serviceSettings(process.env, part), { signal }),
  log: (line) => createLog('speakers').info(line),
});
