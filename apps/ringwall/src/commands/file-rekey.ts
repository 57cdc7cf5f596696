export async function rekey(_path: string, _flags: object, _terminal: object): Promise<number> {
  throw new Error('later');
}
