import { useCallback, useRef, useState } from 'preact/hooks';

const messageMs = 6000;

/** The message that is shown for a while, and read by screen readers. */
export function useMessage(): readonly [string, (text: string) => void] {
  const [message, setMessage] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const announce = useCallback((text: string) => {
    clearTimeout(timer.current);
    setMessage(text);
    timer.current = setTimeout(() => setMessage(''), messageMs);
  }, []);
  return [message, announce];
}
