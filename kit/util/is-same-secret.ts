import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether two texts are equal. The time that it takes says nothing about where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHmac('sha256', 'equal').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
