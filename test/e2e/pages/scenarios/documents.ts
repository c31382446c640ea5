import { expect, it } from '@jest/globals';
import { hal } from '../../../support/clients.ts';
import type { BrowserSystem } from '../browser-system.ts';

/** Pages of documents: following links, lists, signing in, and what is beside them. */
export function documentScenarios(browser: () => BrowserSystem): void {
  const visit: BrowserSystem['visit'] = (...args) => browser().visit(...args);
  const shown = (url: string) => browser().shown(url);
  const firstOf = (rel: string) => browser().firstOf(rel);

  it.concurrent('lead from the root to a new event, over a refusal, and back', () =>
    visit(`${browser().system.halGateway}/`, async ({ page, heading, signIn, openForm, focus, requests }) => {
      await heading('Event Buddy');
      expect(requests.filter(({ url }) => url.includes(':') && !url.includes('/pages/'))).toHaveLength(1);
      await page.getByRole('link', { name: 'venues-service' }).click();
      await heading('venues-service');
      await page.getByRole('link', { name: /^Venue/ }).click();
      await heading('Authentication is required');
      await signIn('clopez');
      await heading('Venues');
      await page.getByRole('link', { name: 'Developer Meeting Room' }).click();
      await heading('Developer Meeting Room');
      expect(await page.title()).toBe('Developer Meeting Room · Event Buddy');
      await page.getByRole('link', { name: 'Events', exact: true }).click();
      await heading('Events');

      const form = await openForm('Create a new event');
      await form.getByLabel('Name').fill('Retrospective');
      await form.getByLabel('Date', { exact: true }).fill('2025-02-07');
      await form.getByLabel('Time', { exact: true }).fill('09:10');
      await form.getByLabel('Duration').fill('1h');
      await form.getByRole('button', { name: 'Create a new event' }).click();
      const summary = form.getByRole('group', { name: 'The venue is already booked at that time' });
      await summary.getByRole('link', { name: 'Daily Standup' }).waitFor();
      await focus(summary);
      await form.getByLabel('Time', { exact: true }).fill('16:00');
      await form.getByRole('button', { name: 'Create a new event' }).click();
      await page.getByRole('status').getByText('Created', { exact: true }).waitFor();
      await heading('Retrospective');
      await focus(page.locator('h1'));
      expect(requests.filter(({ headers }) => headers['idempotency-key'] !== undefined).length).toBeGreaterThan(0);

      await page.goBack();
      await heading('Events');
      await page.goBack();
      await heading('Developer Meeting Room');
      await page.goForward();
      await heading('Events');
      await page.getByRole('link', { name: 'Retrospective' }).click();
      await heading('Retrospective');
      await openForm('Register');
      await page.getByRole('form', { name: 'Register' }).getByRole('button', { name: 'Register' }).click();
      await page.getByText('clopez is registered').waitFor();
      await openForm('Remove this event');
      await page.getByRole('form', { name: 'Remove this event' }).getByRole('button').first().click();
      await page
        .getByRole('group', { name: 'The resource is still referenced' })
        .getByRole('link', { name: /Registration/ })
        .waitFor();

      await page.getByRole('button', { name: 'Sign out' }).click();
      await heading('Authentication is required');
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    }),
  );

  it.concurrent.each([
    ['', '#address', () => `#${browser().system.services.venues.url}/`, 'venues-service'],
    ['app', 'nav.menu', () => '#map', 'Map'],
  ])('follow an address that changes as soon as the page is shown: /%s', (path, shownFirst, next, title) =>
    visit(`${browser().system.halGateway}/${path}`, async ({ page }) => {
      await page.addInitScript(
        ([selector, fragment]) =>
          new MutationObserver((_, observer) => {
            if (document.querySelector(selector) === null) return;
            observer.disconnect();
            location.hash = fragment;
          }).observe(document, { childList: true, subtree: true }),
        [shownFirst, next()] as const,
      );
      await page.reload();
      await page.locator('h1', { hasText: title }).waitFor();
    }),
  );

  it.concurrent('filter, sort and page lists', () =>
    visit(shown(browser().system.href('venue')), async ({ page, heading, signIn }) => {
      const names = () => page.locator('tbody .row-link').allTextContents();
      await signIn('phartman');
      await heading('Venues');
      await page.getByLabel('Value').fill('customer');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('2 in all').waitFor();
      expect(await names()).toEqual(['Customer Meeting Room 1', 'Customer Meeting Room 2']);
      await page.getByRole('button', { name: 'Add a condition' }).click();
      await page.getByLabel('Find where').nth(1).selectOption({ label: 'Name' });
      await page.getByLabel('Condition', { exact: true }).and(page.locator('select')).nth(1).selectOption('is');
      await page.getByLabel('Value').nth(1).fill('Customer Meeting Room 2');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('1 in all').waitFor();
      expect(await names()).toEqual(['Customer Meeting Room 2']);
      await page.getByRole('button', { name: 'Remove' }).nth(1).click();
      await page.getByLabel('Value').fill('nothing');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByText('4 in all').waitFor();
      await page.getByRole('button', { name: 'Name' }).click();
      await page.locator('[aria-sort="ascending"]').waitFor();
      await page.getByRole('button', { name: 'Name' }).click();
      await page.locator('[aria-sort="descending"]').waitFor();
      expect((await names())[0]).toBe('Main Boardroom');
    }),
  );

  it.concurrent('renew the token before it ends, and send it to services of the root only', () =>
    visit(shown(browser().system.href('venue')), async ({ page, heading, signIn, requests }) => {
      await page.clock.install();
      await page.reload();
      await signIn('phartman');
      await heading('Venues');
      const tokens = () => requests.filter(({ url }) => url.endsWith('/token')).length;
      expect(tokens()).toBe(1);
      const renewal = page.waitForResponse(
        (response) => response.url().endsWith('/token') && response.status() === 200,
      );
      await page.clock.fastForward(500_000);
      await renewal;
      await page.reload();
      await heading('Venues');
      await page.getByRole('link', { name: 'phartman' }).click();
      await heading('Pat Hartman');
    }),
  );

  it.concurrent('has the same data for programs beside it', async () => {
    const event = await firstOf('event');
    await visit(shown(event._links.self.href), async ({ page, heading, signIn }) => {
      await signIn('phartman');
      await heading(event.name);
      await page.getByRole('tab', { name: 'Document' }).focus();
      await page.keyboard.press('ArrowRight');
      const command = await page.getByRole('region', { name: 'Command' }).textContent();
      expect(command).toContain(`curl '${event._links.self.href}'`);
      expect(command).toContain('Bearer $TOKEN');
      await page.keyboard.press('ArrowRight');
      const link = page.getByRole('link', { name: 'Open in the playground' });
      const url = new URL((await link.getAttribute('href')) ?? '');
      expect(url.searchParams.get('query')).toContain(`event(id: "${event._id}")`);
      const headers = { 'content-type': 'application/json' };
      const body = { query: url.searchParams.get('query') };
      url.search = '';
      const answer = await hal('POST', url.href, { as: 'root', headers, body });
      expect(answer.body).toEqual({ data: { event: expect.objectContaining({ name: event.name }) } });
    });
  });
}
