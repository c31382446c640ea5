import { expect, it } from '@jest/globals';
import { hal } from '../../../support/clients.ts';
import type { BrowserSystem } from '../browser-system.ts';
import { startFormsServer } from '../forms-server.ts';
import { features } from '../hal-forms-documents.ts';

/** Forms of pages: what is refused, conflicts, choices, and every feature of HAL-FORMS. */
export function formScenarios(browser: () => BrowserSystem): void {
  const visit: BrowserSystem['visit'] = (...args) => browser().visit(...args);
  const shown = (url: string) => browser().shown(url);
  const firstOf = (rel: string) => browser().firstOf(rel);

  it.concurrent('say what is wrong with each field, and lead to it', () =>
    visit(shown(browser().system.href('venue')), async ({ page, heading, signIn, openForm, focus, check }) => {
      await signIn('manderson', 'wrong');
      await page.getByText('the username or the password is wrong').waitFor();
      await signIn('manderson');
      await heading('Venues');
      const form = await openForm('Create a new venue');
      await form.getByLabel('Capacity').fill('0');
      await form.getByRole('button', { name: 'Create a new venue' }).click();
      const summary = form.getByRole('group', { name: 'There is a problem' });
      expect(await summary.getByRole('button').allTextContents()).toEqual([
        'Name is required',
        'Capacity must be 1 or more',
      ]);
      await check('invalid');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await focus(form.getByLabel('Name'));
      await form.getByLabel('Name').fill('Main Boardroom');
      await form.getByLabel('Capacity').fill('7');
      await form.getByRole('button', { name: 'Create a new venue' }).click();
      await form.locator('.summary h3', { hasNotText: 'There is a problem' }).waitFor();
    }),
  );

  it.concurrent('show what somebody else changed, and save on request', async () => {
    const venue = await firstOf('venue');
    await visit(shown(venue._links.self.href), async ({ page, heading, signIn, openForm, check }) => {
      await signIn('manderson');
      await heading(venue.name);
      const form = await openForm('Change this venue');
      const headers = { 'if-match': '*' };
      await hal('PATCH', venue._links.self.href, { as: 'root', headers, body: { capacity: 9 } });
      await form.getByLabel('Description').fill('With a window');
      await form.getByRole('button', { name: 'Change this venue' }).click();
      const summary = form.getByRole('group', { name: 'This was changed while you had it open' });
      await summary.getByText('now “9”, it was “5”').waitFor();
      await check('conflict');
      await summary.getByRole('button', { name: 'Save mine' }).click();
      await page.getByText('Saved').waitFor();
      await page.getByText('With a window', { exact: true }).waitFor();
    });
    expect((await hal('GET', venue._links.self.href, { as: 'root' })).body).toMatchObject({
      capacity: 9,
      description: 'With a window',
    });
  });

  it.concurrent('choose documents by their names, with the keyboard alone', async () => {
    const event = await firstOf('event');
    await visit(shown(event._links.self.href), async ({ page, heading, signIn, openForm, check }) => {
      await signIn('manderson');
      await heading(event.name);
      await openForm('Register');
      const input = page.getByRole('combobox', { name: 'Username' });
      await input.focus();
      await page.keyboard.type('lop');
      await page.getByRole('option', { name: /clopez/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await check('combobox');
      await page.keyboard.press('Enter');
      expect(await input.inputValue()).toMatch(/^clopez/);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('clopez is registered').waitFor();
    });
  });

  it.concurrent('have forms for every feature of HAL-FORMS, also of services that nobody knows', async () => {
    const server = await startFormsServer(features);
    await visit(`${browser().system.halGateway}/`, async ({ page, heading, signIn }) => {
      await signIn('root');
      await page.getByText('Signed in as root').waitFor();
      for (const { name, use, issues, correct, sent } of features) {
        await page.evaluate((address) => void (location.hash = `#${address}`), `${server.url}/${name}`);
        await heading(name);
        await page.locator('.actions').getByRole('button', { name: 'Send' }).click();
        const form = page.getByRole('form', { name: 'Send' });
        const submit = () => form.getByRole('button', { name: 'Send', exact: true }).click();
        await use?.(form);
        if (issues !== undefined) {
          await submit();
          expect([name, await form.locator('.summary li').allTextContents()]).toEqual([name, issues]);
          await correct?.(form);
        }
        const [method, path, contentType, body = ''] = sent;
        await Promise.all([
          page.waitForResponse((each) => each.request().method() === method && each.url().endsWith(path)),
          submit(),
        ]);
        const last = server.received.findLast((each) => each.method === method && each.path === path);
        expect([name, last]).toEqual([name, { method, path, contentType, body, authorization: undefined }]);
        await form.waitFor({ state: 'detached' });
      }
    });
    await server.close();
  });
}
