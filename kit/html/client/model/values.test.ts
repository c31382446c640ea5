import { describe, expect, it } from '@jest/globals';
import { durationInWords, kindOf, parseDuration, readable } from './values.ts';

describe('durations', () => {
  it.each([
    ['PT15M', '15 minutes'],
    ['PT1H30M', '1 hour 30 minutes'],
    ['P1DT1S', '1 day 1 second'],
    ['P2W', '2 weeks'],
    ['anything', 'anything'],
  ])('%s is %s in words', (text, words) => {
    expect(durationInWords(text)).toBe(words);
  });

  it.each([
    ['1h 30m', 'PT1H30M'],
    ['90 min', 'PT90M'],
    ['2 hours', 'PT2H'],
    ['1:05', 'PT1H5M'],
    ['1d', 'P1D'],
    ['45', 'PT45M'],
    ['pt15m', 'PT15M'],
    ['soon', 'soon'],
  ])('%s is understood as %s', (typed, duration) => {
    expect(parseDuration(typed)).toBe(duration);
  });
});

describe('values', () => {
  it.each([
    ['2025-02-07', 'date', 'Fri, Feb 7, 2025'],
    ['09:00:00', 'time', '09:00'],
    ['09:00:30', 'time', '09:00:30'],
    ['09:00', 'time', '09:00'],
    ['https://example.org/', 'url', 'https://example.org/'],
    ['P', 'text', 'P'],
  ])('%s is a %s, shown as %s', (text, kind, shown) => {
    expect(kindOf(text)).toBe(kind);
    expect(readable(text, 'en-US')).toBe(shown);
  });
});
