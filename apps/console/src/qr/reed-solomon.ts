/** Multiplies in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1, the field of QR codes. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** The generator polynomial of that degree, without its leading 1. */
function generator(degree: number): readonly number[] {
  const result: number[] = Array.from({ length: degree }, (_, i) => (i === degree - 1 ? 1 : 0));
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = multiply(result[j] ?? 0, root) ^ (result[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}

/** The `degree` codewords that let a reader mend `data` (ISO/IEC 18004, annex A). */
export function errorCorrection(data: readonly number[], degree: number): readonly number[] {
  const divisor = generator(degree);
  let remainder: readonly number[] = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (remainder[0] ?? 0);
    remainder = divisor.map((coefficient, i) => (remainder[i + 1] ?? 0) ^ multiply(coefficient, factor));
  }
  return remainder;
}
