import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../support/until.ts';

/** Somebody who uses a page with the keyboard alone. */
export interface Keyboard {
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Presses Tab until the focus is where this matches. @throws if it cannot be seen on the way, or never gets there */
  tabTo(target: RegExp): Promise<void>;
  /** Waits until the focus is where this matches, without a key. */
  arrivesAt(target: RegExp): Promise<void>;
  /** Returns the role and the name of what has the focus, such as `link "Venues"`; an empty text if nothing has it. */
  focused(): Promise<string>;
}

/** The most stops of the Tab key on the way to a control. */
const mostStops = 80;

/** Runs in the page: whether the element with the focus is in view, and shows that it has the focus. */
const isFocusShown = async (): Promise<boolean> => {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  const element = document.activeElement;
  if (element === null || element === document.body) return true;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const isInView = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  // The button of a date's calendar is a part of the field: the browser outlines it.
  if (!element.matches(':focus')) return isInView;
  return isInView && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(', 0)');
};

/** Returns what presses the keys of a page. */
export function keyboardOf(page: Page): Keyboard {
  const press: Keyboard['press'] = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = async (): Promise<string> => {
    const element = page.locator(':focus');
    if ((await element.count()) === 0) return '';
    const [, described = ''] = /^- '?(\w+(?: "(?:[^"\\]|\\.)*")?)/.exec(await element.ariaSnapshot()) ?? [];
    return described;
  };
  return {
    press,
    type: (text) => page.keyboard.type(text),
    focused,
    tabTo: async (target) => {
      const stops: string[] = [];
      for (let at = await focused(); !target.test(at) && stops.length < mostStops; at = await focused()) {
        stops.push(at);
        await press('Tab');
        const isShown = await page.evaluate(isFocusShown);
        if (!isShown) throw new Error(`the focus is not seen after ${stops.join(', ')}: ${await focused()}`);
      }
      if (stops.length === mostStops) throw new Error(`${target} is none of ${stops.join(', ')}`);
    },
    arrivesAt: async (target) => {
      let at = '';
      await until(async () => target.test((at = await focused()))).catch(() => expect(at).toMatch(target));
    },
  };
}
