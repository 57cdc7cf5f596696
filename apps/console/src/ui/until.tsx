import { useTimes } from '../preferences/preferences-provider.tsx';
import { useNow } from './time.tsx';

/** How long until then, or that it is over; with the exact time on hover. */
export function Until({ at }: { at: string }) {
  const nowMs = useNow();
  const { absolute } = useTimes();
  const date = new Date(at);
  const minutes = Math.ceil((date.getTime() - nowMs) / 60_000);
  const words =
    minutes <= 0
      ? 'ended'
      : minutes < 60
        ? `in ${minutes} min`
        : minutes < 48 * 60
          ? `in ${Math.floor(minutes / 60)} h`
          : `in ${Math.floor(minutes / 1440)} d`;
  return (
    <time dateTime={at} title={absolute(date)}>
      {words}
    </time>
  );
}
