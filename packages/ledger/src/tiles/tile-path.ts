/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256;

/** Which hashes (C2SP tlog-tiles): of subtrees of 256^level leaves; `entries` are the leaves themselves. */
export type TileLevel = number | 'entries';

export interface TilePlace {
  readonly level: TileLevel;
  /** Counted from the left of its level. */
  readonly index: number;
  /** From 1 to 256; a tile that is not full is another file. */
  readonly width: number;
}

/** The path of a tile or bundle below the log's prefix (C2SP tlog-tiles); full unless a smaller width is given. */
export function tilePath(place: Omit<TilePlace, 'width'> & { readonly width?: number }): string {
  const { level, index, width = tileWidth } = place;
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let left = Math.floor(index / 1000); left > 0; left = Math.floor(left / 1000)) {
    groups.unshift(`x${String(left % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width < tileWidth ? `.p/${width}` : ''}`;
}

/** What a path asks for; undefined when it is not exactly as `tilePath` writes it. */
export function parseTilePath(path: string): TilePlace | undefined {
  const parts = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    path,
  );
  if (parts === null) return undefined;
  const [, level = '', groups = '', width = String(tileWidth)] = parts;
  const place: TilePlace = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: Number(width),
  };
  const possible =
    Number.isSafeInteger(place.index) && place.width >= 1 && Number(level === 'entries' ? 0 : level) < 64;
  return possible && tilePath(place) === path ? place : undefined;
}
