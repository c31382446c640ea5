import type { Browser } from 'playwright-core';
import { openPage, type BrowserPage, type PageOptions } from '../pages/browser-page.ts';
import { keyboardOf, type Keyboard } from '../pages/keyboard.ts';

/** The booking page in a browser. */
export interface BookingPage extends BrowserPage, Keyboard {
  /** Waits until the view with this heading is shown. */
  view(title: string): Promise<void>;
  /** Goes to an address of the page. */
  goTo(fragment: string): Promise<void>;
  enter(username: string): Promise<void>;
  /** Returns the cell of the calendar that begins at a time. */
  cell(label: string): ReturnType<BrowserPage['page']['locator']>;
}

/** Opens the booking page in a new browser context. */
export async function openBookingPage(browser: Browser, url: string, options: PageOptions = {}): Promise<BookingPage> {
  const opened = await openPage(browser, url, options);
  const { page } = opened;
  const view = async (title: string): Promise<void> =>
    page.locator('h1', { hasText: new RegExp(`^${title}$`) }).waitFor();
  return {
    ...opened,
    ...keyboardOf(page),
    view,
    goTo: async (fragment) => page.evaluate((next) => void (location.hash = next), fragment),
    enter: async (username) => {
      await page.getByLabel('Username', { exact: true }).fill(username);
      await page.getByLabel('Password', { exact: true }).fill('password');
      await page.locator('.sign-in').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
    },
    cell: (label) => page.getByRole('gridcell', { name: label }),
  };
}
