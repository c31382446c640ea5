import type { BrowserPage } from './browser-page.ts';

/** How somebody may look at a page. */
export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly isDark?: true;
  /** The rules of axe that depend on it; all by default. */
  readonly rules?: readonly string[];
}

export const desktop: Look = { name: 'desktop', width: 1280, height: 900 };
export const dark: Look = { ...desktop, name: 'dark', isDark: true, rules: ['color-contrast'] };
export const phone: Look = { name: 'phone', width: 360, height: 780, rules: ['target-size'] };
export const wide: Look = { name: 'wide', width: 2560, height: 1200, rules: [] };

/** Checks a page in each look, whose names and that of the page name the screenshots, and returns to the first. */
export async function checkLooks(
  { page, check }: BrowserPage,
  looks: readonly Look[],
  pageName: string,
): Promise<void> {
  for (const { name, width, height, isDark, rules } of looks) {
    await show(page, { width, height, isDark });
    await check(`${name}-${pageName}`, rules);
  }
  await show(page, desktop);
}

async function show(
  page: BrowserPage['page'],
  { width, height, isDark }: Pick<Look, 'width' | 'height'> & { readonly isDark?: true | undefined },
): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
}
