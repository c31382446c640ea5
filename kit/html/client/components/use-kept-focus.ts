import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus in an element: if the one that has it is removed from it, the element itself takes it. Otherwise the
 * browser would put it to the start of the page.
 */
export function useKeptFocus<E extends HTMLElement = HTMLDivElement>() {
  const element = useRef<E>(null);
  const hadFocus = element.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus && document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  });
  return element;
}
