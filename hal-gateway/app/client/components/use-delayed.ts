import { useEffect, useState } from 'preact/hooks';

const typingPauseMs = 200;

/** Returns a text once it has not changed for a moment: each search is a request. */
export function useDelayed(text: string): string {
  const [delayed, setDelayed] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return delayed;
}
