import { it } from '@jest/globals';
import { freePort } from '../../../../scripts/free-ports.ts';
import type { BrowserSystem } from '../browser-system.ts';
import { dark, desktop, phone, wide, type Look } from '../looks.ts';

/** The pages on which the rules of a look are checked: one of each kind; all by default. */
const looks: readonly { readonly look: Look; readonly checked?: readonly string[] }[] = [
  { look: desktop },
  { look: dark, checked: ['signing-in', 'list', 'event'] },
  { look: phone, checked: ['list', 'event'] },
  { look: wide, checked: [] },
];

/** Pages of every kind in every look. */
export function lookScenarios(browser: () => BrowserSystem): void {
  const walk = (look: Look, checked?: readonly string[]) =>
    browser().visit(
      `${browser().system.halGateway}/`,
      async ({ page, heading, signIn, openForm, check }) => {
        const see = (name: string): Promise<void> =>
          check(`${look.name}-${name}`, checked === undefined || checked.includes(name) ? look.rules : []);
        const show = async (url: string, text: string): Promise<void> => {
          await page.evaluate((address) => void (location.hash = `#${address}`), url);
          await heading(text);
        };
        const [venue, event] = [await browser().firstOf('venue'), await browser().firstOf('event')];
        const { url: events } = browser().system.services.events;
        await see('root');
        await show(browser().system.href('venue'), 'Authentication is required');
        await see('signing-in');
        await signIn('manderson');
        await heading('Venues');
        await see('list');
        await show(venue._links.self.href, venue.name);
        await see('item');
        await openForm('Change this venue');
        await see('form');
        await show(`${venue._links.self.href}/edit-form`, 'Edit form');
        await see('edit-form');
        await show(event._links.self.href, event.name);
        await openForm('Change this event');
        await see('event');
        await show(browser().system.href('registration'), 'Registrations');
        await see('registrations');
        await show(`${browser().system.href('event')}?where={"name":"none"}`, 'Events');
        await see('empty');
        await show(`${events}/`, 'events-service');
        await see('home');
        await show(`${events}/nowhere`, 'Not found');
        await see('not-found');
        await show(`${events}/relations`, 'The relations of events-service');
        await show(`${events}/relations/register`, 'Register');
        await see('relation');
        await show(`${events}/problems/overlap`, 'Overlap');
        await show(`${events}/health`, 'Health');
        await show(`${events}/openapi.json`, 'Openapi.json');
        await see('openapi');
        await show(`${events}/sdl`, 'Sdl');
        await see('text');
        await show(`${browser().system.halGateway}/gateway_registrations`, 'Gateway registrations');
        await see('gateway-registrations');
        await show(`http://localhost:${await freePort()}/`, 'There is no answer');
        await see('unreachable');
      },
      look,
    );
  for (const { look, checked } of looks)
    it.concurrent(`pass axe, and fit the window: ${look.name}`, () => walk(look, checked));
}
