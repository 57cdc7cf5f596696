/** How much of a limit whoever used most of it has used: 1 and more where nothing is left. */
export function shareUsed({
  amount,
  uses,
}: {
  readonly amount: number;
  readonly uses: readonly { readonly remaining: number }[];
}): number {
  const [most] = uses;
  return most === undefined || amount <= 0 ? 0 : (amount - most.remaining) / amount;
}
