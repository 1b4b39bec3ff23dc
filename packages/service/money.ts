/** An amount as the API shows it: a decimal string in major units. */
export interface Money {
  readonly amount: string
  readonly currencyCode: string
}

/** An amount or currency that cannot be taken; the message is a sentence for the caller. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError'
}

const currencies = new Map<string, number>()
for (const code of Intl.supportedValuesOf('currency')) {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
  }).resolvedOptions()
  currencies.set(code, maximumFractionDigits ?? 2)
}

/** Whether a code is a currency of ISO 4217 that money can be kept in. */
export const isCurrency = (code: string): boolean => currencies.has(code)

/** The number of decimals of a currency (EUR 2, JPY 0), as the Unicode CLDR gives them. Throws MoneyError. */
export function minorUnitDigits(currencyCode: string): number {
  const digits = currencies.get(currencyCode)
  if (digits === undefined)
    throw new MoneyError(`"${currencyCode.slice(0, 10)}" is not a currency code of ISO 4217.`)
  return digits
}

/** Minor units to an amount: `1290n, 'EUR'` is `12.90`. */
export function toMoney(minorUnits: bigint, currencyCode: string): Money {
  const digits = minorUnitDigits(currencyCode)
  const negative = minorUnits < 0n
  const padded = (negative ? -minorUnits : minorUnits).toString().padStart(digits + 1, '0')
  const major = padded.slice(0, padded.length - digits)
  const amount = digits === 0 ? major : `${major}.${padded.slice(-digits)}`
  return { amount: negative ? `-${amount}` : amount, currencyCode }
}

/**
 * An amount to minor units: `'12.9', 'EUR'` is `1290n`. Never rounds: throws MoneyError for more decimals than the
 * currency has, for what is not a plain decimal number, and beyond 15 digits.
 */
export function toMinorUnits(amount: string, currencyCode: string): bigint {
  const digits = minorUnitDigits(currencyCode)
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(amount)
  if (!match) throw new MoneyError(`"${amount.slice(0, 40)}" is not an amount; write it like "12.90".`)
  const [, sign = '', major = '', fraction = ''] = match
  if (fraction.slice(digits).replaceAll('0', '') !== '') {
    throw new MoneyError(`${amount} has more decimals than ${currencyCode} has (${digits}).`)
  }
  return BigInt(`${sign}${major}${fraction.slice(0, digits).padEnd(digits, '0')}`)
}
