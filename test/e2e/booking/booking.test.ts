import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { readAssetsIn } from '../../../kit/html/assets.ts';
import { serviceSettings } from '../../../kit/service/settings.ts';
import { startService, type RunningService } from '../../../kit/service/start.ts';
import { chromiumMissingNotice, hasChromium, startChromium } from '../../support/chromium.ts';
import { hal, type HalBody } from '../../support/clients.ts';
import { serviceParts } from '../../support/parts.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { embeddedStore } from '../../support/stores.ts';
import { startTestSystem, type TestSystem } from '../../support/system.ts';
import { until } from '../../support/until.ts';
import type { PageOptions } from '../pages/browser-page.ts';
import { openBookingPage, type BookingPage } from './booking-page.ts';

it('the script of the booking page has no path of a service, and no port', () => {
  const assets = readAssetsIn('hal-gateway/app/assets');
  const script = readFileSync(`hal-gateway/app/assets/${assets?.entry.script}`, 'utf8');
  for (const { definition } of Object.values(serviceParts)) expect(script).not.toContain(`/${definition.plural}`);
  expect(script).not.toMatch(/\/(seats|token|free|changes|register)\b|localhost|:211\d/);
});

describeIf(hasChromium(), chromiumMissingNotice)('the booking page', () => {
  let system: TestSystem;
  let browser: Browser;
  let restarted: RunningService | undefined;
  beforeAll(async () => {
    [system, browser] = await Promise.all([startTestSystem(embeddedStore.open), startChromium()]);
    // Venues link to their events once their service has read the root.
    await until(async () => (await venueNamed('Main Boardroom'))._links.event !== undefined);
  });
  afterAll(async () => {
    await browser.close();
    await restarted?.close();
    await system.close();
  });

  const as = 'manderson';
  const venueNamed = async (name: string): Promise<HalBody> =>
    (await hal('GET', system.href('venue'), { as })).body._embedded.venue.find((each: HalBody) => each.name === name);
  const newVenue = async (name: string, capacity: number): Promise<HalBody> => {
    const { body } = await hal('POST', system.href('venue'), { as, body: { name, capacity } });
    return (await hal('GET', body._links.self.href, { as })).body;
  };
  const newEvent = async (venue: HalBody, [name, date, time, duration]: readonly string[]): Promise<HalBody> =>
    (await hal('POST', venue._links.event.href, { as, body: { name, date, time, duration } })).body;

  const visit = async (scenario: (page: BookingPage) => Promise<void>, options: PageOptions = {}): Promise<void> => {
    const page = await openBookingPage(browser, `${system.halGateway}/app`, options);
    try {
      await scenario(page);
    } catch (error) {
      await page.page.screenshot({ path: '.cache/screenshots/booking-failed.png' });
      throw error;
    }
    await page.close();
  };

  it.concurrent(
    'is linked from the page of the root, and leads from there to a booked and full event by mouse',
    async () => {
      const booth = await newVenue('Booth', 2);
      await visit(async ({ page, view, enter, cell }) => {
        await page.goto(`${system.halGateway}/`);
        await page.getByRole('link', { name: /^Book a room/ }).click();
        await view('Venues');
        await enter('clopez');
        await page.getByRole('link', { name: /^Booth/ }).click();
        await view('Booth');
        await page.getByLabel('Date', { exact: true }).fill('2027-03-03');
        await page.getByRole('heading', { name: 'March 2027' }).waitFor();
        const [from, to] = [cell('Tuesday, March 2, 10:00, free'), cell('Tuesday, March 2, 11:00, free')];
        await from.hover();
        await page.mouse.down();
        await to.hover();
        await page.mouse.up();
        const dialog = page.getByRole('dialog', { name: 'Book Booth' });
        const [date, time, duration] = ['Date', 'Time', 'Duration'].map((name) =>
          dialog.getByLabel(name, { exact: true }),
        );
        expect([await date!.inputValue(), await time!.inputValue(), await duration!.inputValue()]).toEqual([
          '2027-03-02',
          '10:00',
          '1h 30m',
        ]);
        await dialog.getByLabel('Name').fill('Interview');
        await dialog.getByRole('button', { name: 'Create a new event' }).click();
        await cell('Tuesday, March 2, 11:00, Interview until 11:30').waitFor();
        await page.locator('.block', { hasText: 'Interview' }).click();
        await view('Interview');
        await page.getByText('2 of 2 seats left').waitFor();
        await page.getByRole('button', { name: 'Register', exact: true }).click();
        await page.getByText('1 of 2 seats left').waitFor();
        await page.getByRole('link', { name: 'Courtney Lopez' }).waitFor();

        const [event] = (await hal('GET', booth._links.event.href, { as })).body._embedded.event;
        await hal('PUT', event._links.register.href, { as: 'sheath' });
        await page.getByText('No seats left').waitFor();
        await page.getByText('and 1 person whose name you may not see').waitFor();
        await page.getByRole('link', { name: 'My registrations' }).click();
        await view('My registrations');
        await page.getByRole('link', { name: /^Interview/ }).click();
        await page.getByRole('button', { name: 'Cancel', exact: true }).click();
        await page.getByText('1 of 2 seats left').waitFor();
        await page.getByRole('button', { name: 'Register', exact: true }).waitFor();
      });
    },
  );

  const enterByKeyboard = async ({ page, arrivesAt, press, type }: BookingPage, username: string): Promise<void> => {
    await arrivesAt(/^textbox "Username"/);
    await type(username);
    await press('Tab');
    await type('password');
    await press('Enter');
    await page.getByText(`Signed in as ${username}`).waitFor();
  };

  it.concurrent('leads a manager from signing in to a full event by keyboard alone', async () => {
    await newVenue('Cabin', 1);
    await visit(async (opened) => {
      const { page, view, focused, press, tabTo, arrivesAt, type } = opened;
      await enterByKeyboard(opened, 'manderson');
      await page.getByRole('link', { name: /^Cabin/ }).waitFor();
      await tabTo(/^link "Cabin/);
      await press('Enter');
      await view('Cabin');
      await arrivesAt(/^main/);
      await page.getByRole('grid').waitFor();
      await tabTo(/^gridcell /);
      await press(
        'PageDown',
        'Home',
        'ArrowDown',
        'ArrowDown',
        'Shift+ArrowDown',
        'Shift+ArrowDown',
        'Shift+ArrowDown',
      );
      const [, day] = /^gridcell "(.*), 09:30, free"/.exec(await focused()) ?? [];
      expect(await focused()).toContain(`gridcell "${day}, 09:30, free"`);
      await press('Enter');
      await page.getByRole('dialog').getByLabel('Name').waitFor();
      expect(await page.getByRole('dialog').getByLabel('Duration').inputValue()).toBe('2h');
      await tabTo(/^textbox "Name"/);
      await type('Rehearsal');
      await press('Enter');
      await page.getByRole('gridcell', { name: `${day}, 09:30, Rehearsal until 10:00` }).waitFor();
      expect(await focused()).toContain(day);
      await press('Enter');
      await view('Rehearsal');
      await tabTo(/^button "Register"/);
      await press('Enter');
      await arrivesAt(/^combobox /);
      await type('jam');
      await page.getByRole('option', { name: /Jamie Kelly/ }).waitFor();
      await press('ArrowDown', 'Enter', 'Enter');
      await page.getByText('No seats left').waitFor();
      await tabTo(/^link "Jamie Kelly/);
      await press('Enter');
      await view('Jamie Kelly');
      await page.getByRole('link', { name: /^Rehearsal/ }).waitFor();
    });
  });

  it.concurrent('lets a member find an event, register and cancel by keyboard alone', async () => {
    const den = await newVenue('Den', 2);
    await newEvent(den, ['Poetry slam', '2027-03-05', '19:00', 'PT2H']);
    await visit(async (opened) => {
      const { page, view, press, tabTo, arrivesAt, type } = opened;
      await enterByKeyboard(opened, 'clopez');
      await page.getByRole('link', { name: /^Den/ }).waitFor();
      await tabTo(/^link "Den/);
      await press('Enter');
      await view('Den');
      await tabTo(/^textbox "Date"/);
      await type('03052027');
      await page.getByRole('heading', { name: 'March 2027' }).waitFor();
      expect(await page.getByLabel('Date', { exact: true }).inputValue()).toBe('2027-03-05');
      await tabTo(/^link "Poetry slam"/);
      await press('Enter');
      await view('Poetry slam');
      await arrivesAt(/^main/);
      await tabTo(/^button "Register"/);
      await press('Enter');
      await page.getByText('1 of 2 seats left').waitFor();
      await arrivesAt(/^region "Seats"/);
      await tabTo(/^button "Cancel"/);
      await press('Enter');
      await page.getByText('2 of 2 seats left').waitFor();
      await arrivesAt(/^region "Seats"/);
      await tabTo(/^button "Register"/);
    });
  });

  it.concurrent('shows which event is in the way of a booking, and leads to it', async () => {
    const studio = await newVenue('Studio', 3);
    await visit(async ({ page, goTo, view, enter, cell }) => {
      await enter('clopez');
      await goTo(`#venue/${studio._id}?date=2027-04-06&span=day`);
      await cell('Tuesday, April 6, 09:00, free').click();
      await page.getByRole('dialog').getByLabel('Name').fill('Recording');
      await newEvent(studio, ['Soundcheck', '2027-04-06', '09:30', 'PT1H']);
      await page.getByRole('dialog').getByRole('button', { name: 'Create a new event' }).click();
      const refusal = page.getByRole('group', { name: 'The venue is already booked at that time' });
      await refusal.getByRole('link', { name: 'Soundcheck' }).click();
      await view('Soundcheck');
      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });

  it.concurrent('names the events that keep a venue from being removed, and leads to them', async () => {
    const vault = await newVenue('Vault', 3);
    await newEvent(vault, ['Tasting', '2027-04-08', '18:00', 'PT2H']);
    await visit(async ({ page, goTo, view, enter }) => {
      await enter(as);
      await goTo(`#venue/${vault._id}`);
      await page.getByRole('button', { name: 'Remove this venue' }).click();
      await page.getByRole('form').getByRole('button', { name: 'Remove this venue' }).click();
      const refusal = page.getByRole('group', { name: 'The resource is still referenced' });
      await refusal.getByRole('link', { name: 'Tasting' }).click();
      await view('Tasting');
      expect(new URL(page.url()).pathname).toBe('/app');
    });
  });

  it.concurrent('says that an event is full when its last seat was taken a moment before', async () => {
    const nook = await newVenue('Nook', 1);
    const event = await newEvent(nook, ['Consultation', '2027-04-07', '09:00', 'PT1H']);
    await visit(async ({ page, goTo, view, enter }) => {
      // Without a stream, the page does not know. After a refusal of one, it would read the event once more.
      await page.route('**/changes*', () => undefined);
      await enter('clopez');
      await goTo(`#event/${event._id}`);
      await view('Consultation');
      await page.getByText('1 of 1 seat left').waitFor();
      await hal('PUT', event._links.register.href, { as: 'sheath' });
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('group', { name: 'The event is full' }).getByText('all 1 seats are taken').waitFor();
    });
  });

  it.concurrent('finds a free venue for a time, and books it', async () => {
    const attic = await newVenue('Attic', 40);
    await newEvent(attic, ['Party', '2027-05-04', '18:00', 'PT4H']);
    await newVenue('Ballroom', 50);
    await visit(async ({ page, view, enter }) => {
      await enter('clopez');
      await page.getByRole('link', { name: 'Find a time' }).click();
      const form = page.getByRole('form', { name: 'Find a time' });
      for (const [label, value] of [
        ['Date', '2027-05-04'],
        ['Time', '19:00'],
        ['Duration', '2h'],
        ['Seats', '30'],
      ] as const)
        await form.getByLabel(label, { exact: true }).fill(value);
      await form.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: '1 venue is free' }).waitFor();
      await page.getByRole('button', { name: 'Book Ballroom' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('Dance');
      await page.getByRole('dialog').getByRole('button', { name: 'Create a new event' }).click();
      await view('Dance');
      await page.getByText('Tuesday, May 4, 2027, 19:00 – 21:00').waitFor();
      await page.goBack();
      await page
        .getByRole('heading', { name: 'No venue is free' })
        .or(page.getByText('No venue is free then'))
        .waitFor();
    });
  });

  it.concurrent('has forms for venues and accounts, for those who are offered them', async () => {
    await visit(async ({ page, view, goTo, enter }) => {
      await enter('manderson');
      await page.getByRole('button', { name: 'Create a new venue' }).click();
      const form = page.getByRole('form', { name: 'Create a new venue' });
      await form.getByLabel('Name').fill('Glasshouse');
      await form.getByLabel('Capacity').fill('12');
      await form.getByRole('button', { name: 'Create a new venue' }).click();
      await view('Glasshouse');
      await page.getByText('12 seats').waitFor();
      await page.getByRole('button', { name: 'Remove this venue' }).click();
      await page.getByRole('form').getByRole('button', { name: 'Remove this venue' }).click();
      await view('Venues');
      expect(await page.getByRole('link', { name: /^Glasshouse/ }).count()).toBe(0);
      await goTo('#people');
      await page.getByLabel(/^Search by/).fill('Samantha');
      await page.getByRole('link', { name: /^Pat Hartman/ }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: /^Samantha Heath/ }).click();
      await view('Samantha Heath');
      expect(await page.getByRole('button', { name: 'Change this account' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('Username', { exact: true }).waitFor();
      await enter('hreagan');
      await page.getByRole('button', { name: 'Change this account' }).waitFor();
      await goTo('#venues');
      await view('Venues');
      expect(await page.getByRole('button', { name: 'Create a new venue' }).count()).toBe(0);
    });
  });

  it.concurrent('loads long lists as one scrolls, or by a button', async () => {
    const body = Array.from({ length: 60 }, (_, index) => ({
      name: `Pod ${String(index).padStart(2, '0')}`,
      capacity: 1,
    }));
    const pods = (await hal('POST', system.href('venue'), { as, body })).body._embedded.venue;
    await visit(async ({ page, enter }) => {
      await enter('clopez');
      const cards = page.locator('.venue-card');
      await cards.first().waitFor();
      const initial = await cards.count();
      expect(initial).toBeLessThan(60);
      await page.mouse.move(600, 600);
      await until(async () => {
        await page.mouse.wheel(0, 3000);
        return (await page.locator('.venue-card', { hasText: 'Pod 59' }).count()) === 1;
      });
    });
    // The end of the list comes into view while its second page is read again. In a low window, a page moves it far away.
    await visit(
      async ({ page, enter }) => {
        await enter('clopez');
        const end = page.getByRole('button', { name: 'Show more' });
        await end.scrollIntoViewIfNeeded();
        await until(async () => (await page.locator('.venue-card').count()) === 48);
        let [held, release]: [number, () => void] = [0, () => undefined];
        const released = new Promise<void>((resolve) => (release = resolve));
        await page.route(/[?&]page=2/, async (route) => {
          held++;
          await released;
          await route.continue().catch(() => undefined);
        });
        const late = await newVenue('Pod late', 1);
        await until(() => held > 0);
        await end.scrollIntoViewIfNeeded();
        // By then the page knows what is in view.
        await page.waitForTimeout(500);
        release();
        await page.locator('.venue-card', { hasText: 'Pod 59' }).waitFor();
        await hal('DELETE', late._links.self.href, { as, headers: { 'if-match': late._etag } });
      },
      { height: 400 },
    );
    await visit(
      async ({ page, enter }) => {
        await enter('clopez');
        await page.locator('.venue-card').first().waitFor();
        // What is not in view is loaded by its button.
        await page.evaluate(
          () => void (document.querySelector<HTMLElement>('.venue-cards')!.style.minHeight = '9000px'),
        );
        const before = await page.locator('.venue-card').count();
        await page.getByRole('button', { name: 'Show more' }).focus();
        await page.keyboard.press('Enter');
        await until(async () => (await page.locator('.venue-card').count()) > before);
      },
      { height: 400 },
    );
    await Promise.all(
      pods.map(({ _links, _etag }: HalBody) => hal('DELETE', _links.self.href, { as, headers: { 'if-match': _etag } })),
    );
  });

  // Only some rules depend on the colours and on the width.
  const looks: readonly [string, PageOptions][] = [
    ['light, 1280', {}],
    ['dark, 360', { isDark: true, width: 360, height: 780, rules: ['color-contrast', 'target-size'] }],
    ['light, 2560', { width: 2560, height: 1200, rules: [] }],
  ];
  it.concurrent.each(looks)('passes axe on every screen, and fits the window: %s', (name, options) =>
    visit(async ({ page, goTo, view, enter, cell, check }) => {
      const boardroom = await venueNamed('Main Boardroom');
      const account = (await hal('GET', system.href('account'), { as })).body._embedded.account[0];
      const [event] = (await hal('GET', boardroom._links.event.href, { as })).body._embedded.event;
      const screen = (screenName: string) => check(`booking-${screenName}-${name.replace(/\W+/g, '-')}`);
      await page.getByLabel('Username', { exact: true }).waitFor();
      await screen('signing-in');
      await enter(as);
      await page.getByRole('link', { name: /^Main Boardroom/ }).waitFor();
      await screen('venues');
      await goTo(`#venue/${boardroom._id}?date=2025-02-07`);
      await page.locator('.block').waitFor();
      await screen('venue');
      await cell('Friday, February 7, 13:00, free').click();
      await page.getByRole('dialog').getByLabel('Name').waitFor();
      await screen('booking');
      await page.keyboard.press('Escape');
      await goTo(`#event/${event._id}`);
      await view(event.name);
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByText('Nobody is registered yet.').waitFor();
      await screen('event');
      await goTo('#mine');
      await page.getByText('No registrations').waitFor();
      await screen('mine');
      await goTo('#people');
      await page.getByRole('link', { name: /^Pat Hartman/ }).waitFor();
      await screen('people');
      await goTo(`#account/${account._id}`);
      await view(account.name);
      await screen('account');
      await goTo('#free?date=2027-01-04&time=10:00&duration=1h&seats=5');
      await page.getByRole('heading', { name: /venues are free/ }).waitFor();
      await screen('free');
      await goTo('#event/nothing');
      await page.getByRole('heading', { name: 'Not found' }).waitFor();
      await screen('not-found');
    }, options),
  );

  // The other scenarios need the service where it is.
  it('goes on when a service moves to another port while it is open', async () => {
    const loft = await newVenue('Loft', 4);
    const event = await newEvent(loft, ['Reading', '2027-06-01', '09:00', 'PT1H']);
    await visit(async ({ page, goTo, view, enter, cell }) => {
      await enter('clopez');
      await goTo(`#event/${event._id}`);
      await view('Reading');
      await page.getByText('4 of 4 seats left').waitFor();
      const { port } = system.services.events;
      await system.services.events.close();
      const { definition } = serviceParts.events;
      restarted = await startService(
        definition,
        serviceSettings({ ...system.env, PORT_EVENTS: '0' }, serviceParts.events),
      );
      expect(restarted.port).not.toBe(port);
      // Until then, the page would ask for it again and again, for ten seconds.
      await restarted.registered();
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByText('3 of 4 seats left').waitFor();
      const moved = `${restarted.url}/events/${event._id}`;
      expect((await hal('PUT', `${moved}/register`, { as: 'sheath' })).status).toBe(201);
      await page.getByText('2 of 4 seats left').waitFor();
      await hal('PATCH', moved, { as, body: { name: 'Long reading' }, headers: { 'if-match': '*' } });
      await view('Long reading');
      await page.getByRole('link', { name: 'Loft' }).click();
      await view('Loft');
      await page.getByLabel('Date', { exact: true }).fill('2027-06-01');
      await cell('Tuesday, June 1, 09:30, Long reading until 10:00').waitFor();
    });
  });
});
