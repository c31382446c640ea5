import { expect, it } from '@jest/globals';
import { hal, type HalBody } from '../../../support/clients.ts';
import type { BrowserPage } from '../browser-page.ts';
import type { BrowserSystem } from '../browser-system.ts';
import { keyboardOf, type Keyboard } from '../keyboard.ts';

/** Stories of people who use the keyboard alone. */
export function keyboardScenarios(browser: () => BrowserSystem): void {
  const as = 'manderson';
  const newVenue = async (name: string, capacity: number): Promise<HalBody> =>
    (await hal('POST', browser().system.href('venue'), { as, body: { name, capacity } })).body;

  const visit = (scenario: (page: BrowserPage & Keyboard) => Promise<void>): Promise<void> =>
    browser().visit(`${browser().system.halGateway}/`, (opened) => scenario({ ...opened, ...keyboardOf(opened.page) }));

  const enter = async ({ heading, tabTo, arrivesAt, press, type }: BrowserPage & Keyboard, username: string) => {
    await heading('Event Buddy');
    await tabTo(/^button "Sign in"/);
    await press('Enter');
    await arrivesAt(/^textbox "Username"/);
    await type(username);
    await press('Tab');
    await type('password');
    await press('Enter');
    await arrivesAt(/^heading "Event Buddy"/);
  };

  it.concurrent('lead a manager from signing in to a full event, and from the refusal to it', async () => {
    const snug = await newVenue('Snug', 2);
    await visit(async (opened) => {
      const { page, heading, tabTo, arrivesAt, press, type } = opened;
      await enter(opened, as);
      await tabTo(/^link "Venue/);
      await press('Enter');
      await arrivesAt(/^heading "Venues"/);
      await tabTo(/^link "Snug"/);
      await press('Enter');
      await arrivesAt(/^heading "Snug"/);
      await tabTo(/^link "Events"/);
      await press('Enter');
      await arrivesAt(/^heading "Events"/);

      await tabTo(/^button "Create a new event"/);
      await press('Enter');
      await arrivesAt(/^textbox "Name"/);
      await type('Rehearsal');
      await press('Enter');
      await arrivesAt(/^group "There is a problem"/);
      await tabTo(/^button "Date is required"/);
      await press('Enter');
      await arrivesAt(/^textbox "Date"/);
      await type('03022027');
      await tabTo(/^textbox "Time"/);
      await type('0910AM');
      await tabTo(/^textbox "Duration"/);
      await type('1h 30m');
      await press('Enter');
      await arrivesAt(/^heading "Rehearsal"/);
      await page.getByText('1 hour 30 minutes').waitFor();

      const register = async (typed: string, option: RegExp): Promise<void> => {
        await tabTo(/^button "Register"/);
        await press('Enter');
        await arrivesAt(/^combobox "Username"/);
        await type(typed);
        await page.getByRole('option', { name: option }).waitFor();
        await press('ArrowDown', 'Enter');
      };
      await register('lop', /clopez/);
      await press('Enter');
      await page.getByText('clopez is registered').waitFor();
      await arrivesAt(/^heading "Rehearsal"/);
      await register('kel', /jkelly/);
      const [event] = (await hal('GET', snug._links.event.href, { as })).body._embedded.event;
      expect((await hal('PUT', event._links.register.href, { as: 'sheath' })).status).toBe(201);
      await press('Enter');
      await arrivesAt(/^group "The event is full"/);
      await page.getByText('all 2 seats are taken').waitFor();
      await press('Tab');
      await arrivesAt(/^link "Rehearsal"/);
      await press('Enter');
      await heading('Rehearsal');
      await page.getByRole('button', { name: 'Register', exact: true }).waitFor({ state: 'detached' });
    });
  });

  it.concurrent('let a member find an event, register and cancel', async () => {
    const lounge = await newVenue('Lounge', 3);
    const body = { name: 'Poetry slam', date: '2027-03-05', time: '19:00', duration: 'PT2H' };
    await hal('POST', lounge._links.event.href, { as, body });
    await visit(async (opened) => {
      const { page, tabTo, arrivesAt, press, type } = opened;
      await enter(opened, 'clopez');
      await tabTo(/^link "Event/);
      await press('Enter');
      await arrivesAt(/^heading "Events"/);
      await tabTo(/^textbox "Value"/);
      await type('Poetry');
      await press('Enter');
      await page.getByText('1 in all').waitFor();
      await arrivesAt(/^heading "Events"/);
      await tabTo(/^link "Poetry slam"/);
      await press('Enter');
      await arrivesAt(/^heading "Poetry slam"/);

      await tabTo(/^button "Register"/);
      await press('Enter');
      await arrivesAt(/^heading "Register"/);
      await press('Tab');
      await arrivesAt(/^button "Register"/);
      await press('Enter');
      await page.getByText('clopez is registered').waitFor();
      await arrivesAt(/^heading "Poetry slam"/);
      await tabTo(/^button "Cancel/);
      await press('Enter');
      await arrivesAt(/^heading "Cancel/);
      await press('Tab', 'Enter');
      await page.getByText('clopez is no longer registered').waitFor();
      await arrivesAt(/^heading "Poetry slam"/);
      await tabTo(/^button "Register"/);
    });
  });
}
