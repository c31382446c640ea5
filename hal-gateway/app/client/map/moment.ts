import { readable } from '../../../../kit/html/client/model/values.ts';

/** Returns a moment as people read it: without the date if it is today. */
export function moment(text: string, now = new Date()): string {
  const at = new Date(text);
  const isToday = at.toDateString() === now.toDateString();
  return isToday ? `${at.toLocaleTimeString(undefined, { timeStyle: 'short' })}` : readable(text);
}

/** Returns a number of seconds in a unit that makes it short. */
export function secondsInWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
