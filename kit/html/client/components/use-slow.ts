import { useEffect, useState } from 'preact/hooks';

/** Milliseconds after which something that is not done yet is slow. */
const patienceMs = 300;

/** Whether something has been going on for so long that a spinner is due. */
export function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!isBusy) return undefined;
    const timer = setTimeout(() => setSlow(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isBusy]);
  return isBusy && isSlow;
}
