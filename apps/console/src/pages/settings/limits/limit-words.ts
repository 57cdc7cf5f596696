import type { Schema } from '../../../api/operations.ts';
import { formatCompact, formatCount } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';

/** An amount with its unit: `$50.00`, `600 requests`. */
function quantity(metric: Schema<'LimitWithUses'>['metric'], amount: number): string {
  if (metric === 'money') return formatMoney(amount);
  if (metric === 'concurrency') return `${formatCount(amount)} at once`;
  const unit = amount === 1 ? metric.slice(0, -1) : metric;
  return `${formatCompact(amount)} ${unit}`;
}

/** The whole of a limit in words: `$50.00 a month`, `20 at once`. */
export function amountInWords({
  metric,
  amount,
  per,
}: Pick<Schema<'LimitWithUses'>, 'metric' | 'amount' | 'per'>): string {
  return per === undefined ? quantity(metric, amount) : `${quantity(metric, amount)} ${each(per)}`;
}

function each(per: NonNullable<Schema<'LimitWithUses'>['per']>): string {
  return per === 'hour' ? 'an hour' : `a ${per}`;
}
