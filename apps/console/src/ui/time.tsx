import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTimes } from '../preferences/preferences-provider.tsx';
import { formatAgo } from './format.ts';

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

/** How long ago, with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  const nowMs = useNow();
  const { absolute } = useTimes();
  const date = new Date(at);
  return (
    <time dateTime={at} title={absolute(date)}>
      {formatAgo(date.getTime(), nowMs)}
    </time>
  );
}

/** The exact time, in the zone that is preferred. */
export function Exactly({ at }: { at: string }) {
  const { absolute } = useTimes();
  return <time dateTime={at}>{absolute(new Date(at))}</time>;
}
