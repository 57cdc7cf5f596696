import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { formatAbsolute, formatAgo } from './format.ts';

const NowContext = createContext(0);

/** One clock for all relative times, so that they turn together and rarely. */
export function NowProvider({ children }: { children: ReactNode }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={nowMs}>{children}</NowContext>;
}

/** The time as all relative times here take it, in milliseconds since the epoch. */
export function useNow(): number {
  return useContext(NowContext);
}

/** How long ago, with the exact local time on hover. */
export function Ago({ at }: { at: string }) {
  const nowMs = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatAbsolute(date)}>
      {formatAgo(date.getTime(), nowMs)}
    </time>
  );
}

/** The exact local time. */
export function Exactly({ at }: { at: string }) {
  return <time dateTime={at}>{formatAbsolute(new Date(at))}</time>;
}
