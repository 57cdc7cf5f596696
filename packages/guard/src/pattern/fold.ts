/** Maps every UTF-16 unit to the one that stands for all it is compared equal to; idempotent. */
export type Fold = (unit: number) => number;

/** Every unit stands for itself. */
export const exactFold: Fold = (unit) => unit;

/** Letters that look like a Latin one, or are a Latin one with a stroke, in lower case. */
const lookalikes = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'вβƅ',
    c: 'сϲ',
    d: 'ԁđɗ',
    e: 'еεєҽ',
    g: 'ɡց',
    h: 'нһηհ',
    i: 'іιıɩɪ',
    j: 'ј',
    k: 'кκ',
    l: 'ӏłⅼ',
    m: 'м',
    n: 'пո',
    o: 'оοօø',
    p: 'рρ',
    q: 'ԛ',
    s: 'ѕꜱ',
    t: 'тτ',
    u: 'υսʋ',
    v: 'νѵ',
    w: 'ԝωѡ',
    x: 'хχ',
    y: 'уγү',
    z: 'ᴢ',
    "'": '’‘ʼ`´',
    '"': '“”„«»',
    '-': '‐‑‒–—−',
  }).flatMap(([latin, others]) => [...others].map((other) => [other.charCodeAt(0), latin.charCodeAt(0)])),
);

function foldLoosely(unit: number): number {
  if (unit < 0x80) {
    if (unit === 0x60) return 0x27;
    return unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
  }
  if (unit >= 0x2e80 && unit < 0xa640) return unit;
  const lower = String.fromCharCode(unit).toLowerCase();
  const folded = lower.length === 1 ? lower.charCodeAt(0) : unit;
  return lookalikes.get(folded) ?? folded;
}

const loose = Uint16Array.from({ length: 0x10000 }, (_, unit) => foldLoosely(unit));

/** Ignores case and, between Latin, Cyrillic and Greek, which of the letters that look alike was written. */
export const looseFold: Fold = (unit) => loose[unit] ?? unit;
