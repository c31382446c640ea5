import { afterAll, beforeAll, describe } from '@jest/globals';
import { chromiumMissingNotice, hasChromium } from '../../support/chromium.ts';
import { describeIf } from '../../support/skip-reasons.ts';
import { chooseFreePorts } from '../../support/system.ts';
import { startBrowserSystem, type BrowserSystem } from './browser-system.ts';
import { crawlScenarios } from './scenarios/crawl.ts';
import { documentScenarios } from './scenarios/documents.ts';
import { formScenarios } from './scenarios/forms.ts';
import { keyboardScenarios } from './scenarios/keyboard-alone.ts';
import { liveScenarios } from './scenarios/live.ts';
import { lookScenarios } from './scenarios/looks.ts';
import { mapScenarios } from './scenarios/map.ts';

// All share a system and a browser. The scenarios of a group run at the same time, each in a page of its own.
describeIf(hasChromium(), chromiumMissingNotice)('pages in Chromium', () => {
  let started: BrowserSystem;
  beforeAll(async () => {
    started = await startBrowserSystem({ ...(await chooseFreePorts()), SUBSCRIPTION_MAX_SECONDS: '4' });
  });
  afterAll(() => started.close());
  const browser = (): BrowserSystem => started;

  describe('of documents', () => documentScenarios(browser));
  describe('with forms', () => formScenarios(browser));
  describe('show changes as they happen', () => liveScenarios(browser));
  describe('of every kind', () => {
    lookScenarios(browser);
    crawlScenarios(browser);
  });
  describe('of the map', () => mapScenarios(browser));
  describe('with the keyboard alone', () => keyboardScenarios(browser));
});
