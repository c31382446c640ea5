import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { hal } from '../../../support/clients.ts';
import { until } from '../../../support/until.ts';
import type { BrowserSystem } from '../browser-system.ts';

const asRoot = { as: 'root', headers: { 'if-match': '*' } };

/** Pages that show changes as they happen. Streams end after 2 to 4 seconds, and are continued. */
export function liveScenarios(browser: () => BrowserSystem): void {
  const create = async (name: string): Promise<string> =>
    (await hal('POST', browser().system.href('venue'), { as: 'root', body: { name, capacity: 5 } })).body._links.self
      .href;
  const change = (url: string, body: object) => hal('PATCH', url, { ...asRoot, body });
  const remove = (url: string) => hal('DELETE', url, asRoot);
  /** Resolves when the page has opened a stream whose URL has this in it. */
  const streamOf = (page: Page, text = '/changes') => page.waitForResponse((response) => response.url().includes(text));
  const report = (page: Page, text: string) => page.getByRole('status', { name: 'Changes' }).getByText(text).waitFor();

  it.concurrent('of an item, with what was typed, and the difference to it', async () => {
    const url = await create('Studio');
    await browser().visit(browser().shown(url), async ({ page, heading, signIn, openForm, check }) => {
      const stream = streamOf(page);
      await signIn('manderson');
      await heading('Studio');
      await stream;
      const form = await openForm('Change this venue');
      await form.getByLabel('Description').fill('With a piano');
      await change(url, { name: 'Music studio', capacity: 8 });
      await heading('Music studio');
      expect(await page.title()).toMatch(/^Music studio/);
      await form.locator('..').getByText('This was changed after you opened the form').waitFor();
      expect(await form.getByLabel('Description').inputValue()).toBe('With a piano');
      expect(await form.getByLabel('Description').evaluate((each) => each === document.activeElement)).toBe(true);
      await report(page, 'Changed: Name, Capacity');
      await check('live-item');
      await form.getByRole('button', { name: 'Change this venue' }).click();
      const summary = form.getByRole('group', { name: 'This was changed while you had it open' });
      await summary.getByText('now “8”, it was “5”').waitFor();
      await summary.getByRole('button', { name: 'Save mine' }).click();
      await page.getByText('Saved').waitFor();
      await heading('Music studio');
      await page.getByText('With a piano', { exact: true }).waitFor();

      await remove(url);
      await page.getByText('This was removed. It is shown as it was before.').waitFor();
      await report(page, 'This was removed');
      await heading('Music studio');
      expect(await page.locator('.actions').count()).toBe(0);
      await check('live-removed');
    });
  });

  it.concurrent('of a list that is filtered, as the service decides', async () => {
    const url = await create('Atrium');
    const where = encodeURIComponent('{"capacity":{"$gte":50}}');
    await browser().visit(
      browser().shown(`${browser().system.href('venue')}?where=${where}`),
      async ({ page, heading, signIn }) => {
        const stream = streamOf(page);
        await signIn('phartman');
        await heading('Venues');
        await page.getByText('Nothing matches').waitFor();
        await stream;
        await change(url, { capacity: 60 });
        await page.getByRole('link', { name: 'Atrium' }).waitFor();
        await change(url, { capacity: 6 });
        await page.getByText('Nothing matches').waitFor();
      },
    );
    await remove(url);
  });

  it.concurrent('with one stream, which ends when the page moves on', async () => {
    const [one, other] = [await create('One'), await create('Other')];
    await browser().visit(browser().shown(one), async ({ page, heading, signIn, requests }) => {
      await signIn('phartman');
      await heading('One');
      // One that has just begun does not end by itself before the page moves on.
      await streamOf(page);
      const ended: string[] = [];
      page.on('requestfailed', (request) => ended.push(request.url()));
      const next = streamOf(page, `${other}/changes`);
      await page.evaluate((address) => void (location.hash = `#${address}`), other);
      await heading('Other');
      await next;
      const streams = requests.filter(({ url }) => url.endsWith('/changes'));
      expect(new Set(streams.map(({ url }) => url))).toEqual(new Set([`${one}/changes`, `${other}/changes`]));
      expect(streams.every(({ headers }) => headers['authorization']?.startsWith('Bearer '))).toBe(true);
      expect(ended).toEqual([`${one}/changes`]);
    });
    await Promise.all([one, other].map(remove));
  });

  it.concurrent('that were missed while there was no connection', async () => {
    const url = await create('Cellar');
    await browser().visit(browser().shown(url), async ({ page, heading, signIn, requests }) => {
      const stream = streamOf(page);
      await signIn('phartman');
      await heading('Cellar');
      await stream;
      const changes = `${url}/changes`;
      await page.route(changes, (route) => route.abort());
      await page.waitForEvent('requestfailed', (request) => request.url() === changes);
      await change(url, { name: 'Vault' });
      await page.unroute(changes);
      await heading('Vault');
      expect(requests.findLast((each) => each.url === changes)?.headers['last-event-id']).toBeDefined();
    });
    await remove(url);
  });

  it.concurrent('that come late do not replace what is shown next', async () => {
    const [one, other] = [await create('Earlier'), await create('Later')];
    await browser().visit(browser().shown(one), async ({ page, heading, signIn }) => {
      await signIn('phartman');
      await heading('Earlier');
      await page.clock.install();
      await page.reload();
      await heading('Earlier');
      // When its stream has begun, and after a change, the page reads the document again.
      let isHeld = false;
      let release = (): void => undefined;
      const isReleased = new Promise<void>((resolve) => (release = resolve));
      await page.route(one, async (route) => {
        isHeld = true;
        await isReleased;
        await route.continue();
      });
      await change(one, { name: 'Renamed' });
      await until(() => isHeld);
      // The page shows the next document, and has not come to ending what belongs to the first one.
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.evaluate((address) => void (location.hash = `#${address}`), other);
      await page.clock.runFor(100);
      await heading('Later');
      const late = page.waitForResponse(one);
      release();
      await (await late).finished();
      await page.clock.runFor(1000);
      await heading('Later');
    });
    await Promise.all([one, other].map(remove));
  });

  // It counts the venues: no other scenario may create one meanwhile.
  it('of a list, without moving the focus', async () => {
    const url = await create('Atelier');
    await browser().visit(browser().shown(browser().system.href('venue')), async ({ page, heading, signIn }) => {
      const stream = streamOf(page);
      await signIn('manderson');
      await heading('Venues');
      await stream;
      const row = page.getByRole('link', { name: 'Atelier', exact: true });
      await row.focus();
      const [added] = await Promise.all([create('Basement'), change(url, { description: 'Under the roof' })]);
      await page.getByRole('link', { name: 'Basement' }).waitFor();
      await page.getByText('Under the roof', { exact: true }).waitFor();
      await page.getByText('6 in all').waitFor();
      expect(await row.evaluate((each) => each === document.activeElement)).toBe(true);
      await report(page, '1 added, 1 changed');
      await remove(url);
      await row.waitFor({ state: 'detached' });
      expect(
        await page.getByRole('region', { name: 'Venues' }).evaluate((each) => each === document.activeElement),
      ).toBe(true);
      await remove(added);
      await page.getByText('4 in all').waitFor();
    });
  });
}
