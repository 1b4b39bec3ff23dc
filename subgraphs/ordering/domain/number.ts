const pattern = /^(?:TW-)?([1-9]\d{0,8})$/i

/** An order's number as people write it: `TW-100042`. */
export const formatOrderNumber = (number: number): string => `TW-${number}`

/** The number somebody wrote, with or without `TW-`; null when it is none. */
export function parseOrderNumber(text: string): number | null {
  const [, digits] = pattern.exec(text.trim()) ?? []
  return digits === undefined ? null : Number(digits)
}
