import {
  createContext,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';
import { useLocation } from 'wouter';

const ArrivalContext = createContext<() => boolean>(() => false);

/** Notices when another page is gone to, which a browser does not by itself where no document is loaded. */
export function ArrivalProvider({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const last = useRef(location);
  const arriving = useRef(false);
  // Before the effects of the page that has come up, of which one asks for it.
  useLayoutEffect(() => {
    if (last.current === location) return;
    last.current = location;
    arriving.current = true;
  }, [location]);
  const take = useRef(() => {
    const was = arriving.current;
    arriving.current = false;
    return was;
  });
  return <ArrivalContext value={take.current}>{children}</ArrivalContext>;
}

/**
 * Gives the focus to the heading of a page that was gone to: the keyboard goes on from there, and a screen reader says
 * where one is. The first page keeps the focus where the browser has it.
 */
export function useArrivalFocus(heading: RefObject<HTMLElement | null>): void {
  const take = useContext(ArrivalContext);
  useEffect(() => {
    if (take()) heading.current?.focus({ preventScroll: true });
  }, [take, heading]);
}
