export async function destroy(
  _key: string,
  _sealed: object,
  _flags: object,
  _terminal: object,
): Promise<number> {
  throw new Error('later');
}
